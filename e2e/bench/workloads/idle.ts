import { Crowds } from '../crowds.ts'
import { type Figures, lower } from '../figures.ts'
import { openFiles } from '../machine.ts'
import { measure } from '../measure.ts'
import { BARE, type Name } from '../names.ts'
import { Server } from '../server.ts'
import type { Workload } from '../workload.ts'

const TO_A_SPACE = 4
/** Files that a server has open besides its connections. */
const BESIDES = 200

const run = (name: Name, connections: number, seconds: number): Promise<Figures> =>
  Server.with(name, async (server) => {
    const rooms = Array.from({ length: Math.ceil(connections / TO_A_SPACE) }, (_, i) => `idle-${i}`)
    const doors = await server.doors(rooms)
    const before = server.memory()
    const seats = doors
      .flatMap((door) =>
        Array.from({ length: TO_A_SPACE }, (_, i) => ({ door, client: i + 1, writes: false })),
      )
      .slice(0, connections)
    return Crowds.with({ seats, rate: 1, kind: 'idle', sample: 1, padding: 0 }, async (crowds) => {
      const { core } = await measure(server, crowds, seconds, 0)
      const memory = server.memory()
      return {
        'kB a connection': (memory - before) / connections / 1024,
        'MB in all': memory / 1e6,
        '% of a core': core,
      }
    })
  })

export function idle(connections: number, seconds: number): Workload {
  const files = openFiles()
  const count = connections.toLocaleString('en')
  return {
    name: 'idle',
    title: `${count} connections that do nothing, four to a document`,
    columns: [lower('kB a connection'), lower('MB in all'), lower('% of a core')],
    without: BARE,
    leftOut:
      files < connections + BESIDES
        ? `A process may open ${files} files here, too few for ${count} connections: raise \`ulimit -Hn\` first.`
        : null,
    run: (name) => run(name, connections, seconds),
  }
}
