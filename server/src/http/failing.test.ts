import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import { expect, it } from 'vitest'
import { systemRuntime } from '../operate/system-runtime.ts'
import { trial } from '../operate/trial.ts'

it('G8: while the disk fails /readyz says why, changes are refused, and all of it ends with the failure', async () => {
  const disk = new MemoryDisk()
  const store = await memoryStore(disk)
  const t = await trial({ store })
  try {
    const { cookie } = await t.owner()
    const make = () => t.ask('/api/spaces', { method: 'POST', body: { name: 'Plans' }, cookie })
    const ready = async () => {
      const answer = await t.ask('/readyz')
      return [answer.status, await answer.text()]
    }
    const failing = async () =>
      /^weft_storage_failing (\d)$/m.exec(await (await t.ask('/metrics')).text())?.[1]
    expect([await failing(), (await ready())[0]]).toEqual(['0', 200])
    disk.break()
    expect((await make()).status).toBe(503)
    expect(await ready()).toEqual([503, 'The memory disk is broken, as asked; Weft tries again by itself\n'])
    expect(await failing()).toBe('1')
    // What people know is read as before.
    expect((await t.ask('/api/spaces', { cookie })).status).toBe(200)
    disk.heal()
    await store.reopen()
    expect([await failing(), (await ready())[0]]).toEqual(['0', 200])
    expect((await make()).status).toBe(201)
  } finally {
    await t.close()
  }
})

it('G8: whoever comes back after hours is told who they are, though that they came can’t be noted', async () => {
  const disk = new MemoryDisk()
  let hours = 0
  const runtime = { ...systemRuntime, now: () => Date.now() + hours * 3_600_000 }
  const t = await trial({ store: await memoryStore(disk), runtime })
  try {
    const { cookie } = await t.owner()
    hours = 5
    disk.break()
    const answer = await t.ask('/api/me', { cookie })
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([200, []])
    expect((await t.ask('/api/me', { method: 'PATCH', body: { dye: 'moss' }, cookie })).status).toBe(503)
  } finally {
    await t.close()
  }
})
