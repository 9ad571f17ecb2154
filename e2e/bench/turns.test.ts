import { describe, expect, it } from 'vitest'
import { lower } from './figures.ts'
import { Late } from './late.ts'
import { BARE, NAMES, type Name } from './names.ts'
import { table } from './table.ts'
import { inTurn } from './turns.ts'

describe('servers in turn', () => {
  it('each have their turn, whatever became of the one before, and a reason in place of figures', async () => {
    const ran: Name[] = []
    const workload = {
      name: 'load',
      title: 'a load',
      columns: [lower('wall ms'), lower('CPU ms')],
      without: BARE,
      run: (name: Name) => {
        ran.push(name)
        if (name === 'y-websocket') return Promise.reject(new Late('the document', 120))
        return Promise.resolve({ 'wall ms': name === 'weft' ? 2 : 4, 'CPU ms': 1 })
      },
    }
    const said = table(workload.columns, await inTurn(workload, NAMES))
    expect(ran).toEqual(['y-websocket', 'hocuspocus', 'weft'])
    expect(said).toContain('| y-websocket | – [1] | – [1] |')
    expect(said).toContain('| Weft, times better | 2× | 1× |')
    expect(said).toContain('[1] y-websocket: waited 120 s for the document')
  })

  it('are only those that were asked for', async () => {
    const run = (name: Name) => Promise.resolve({ name: name.length })
    const found = await inTurn({ name: 'few', title: 'few', columns: [], run }, ['weft', 'relay'])
    expect([...found.keys()]).toEqual(['relay', 'weft'])
  })
})
