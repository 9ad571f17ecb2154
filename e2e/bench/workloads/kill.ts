import { setTimeout as pass } from 'node:timers/promises'
import { Client } from '../client.ts'
import { type Figures, lower, plain } from '../figures.ts'
import { Late } from '../late.ts'
import { BARE, type Name } from '../names.ts'
import { Server } from '../server.ts'
import { type Door, stamp } from '../wire.ts'
import type { Workload } from '../workload.ts'

const WRITERS = 10
/** Milliseconds. */
const EVERY = 5
/** How long a newcomer waits for what it lacks. Seconds. */
const PATIENCE = 10

/** Ten people write, one reads; the server is killed; what the reader had been shown must still be there. */
const run = (name: Name, seconds: number): Promise<Figures> =>
  Server.with(name, async (server) => {
    const door = await server.door('killed')
    const seen = await shownUntilKilled(server, door, seconds)
    await server.start()
    return Client.with([door], async ([newcomer]) => {
      if (!newcomer) throw new Error('one door, one client')
      const missing = (): number => [...seen].filter((edit) => !newcomer.seen.has(edit)).length
      try {
        await newcomer.until('every edit', () => newcomer.seen.size >= seen.size && missing() === 0, PATIENCE)
      } catch (error) {
        // What doesn't come is what is counted here.
        if (!(error instanceof Late)) throw error
      }
      return { seen: seen.size, 'of these lost': missing() }
    })
  })

/** The edits that a reader had been shown when the server was killed. */
function shownUntilKilled(server: Server, door: Door, seconds: number): Promise<ReadonlySet<number>> {
  const doors = Array.from({ length: 1 + WRITERS }, () => door)
  return Client.with(doors, async ([reader, ...writers]) => {
    const timers = writers.map(({ doc }) => {
      const text = doc.getText(`t${doc.clientID}`)
      return setInterval(() => text.insert(text.length, stamp()), EVERY)
    })
    try {
      await pass(seconds * 1000)
      await server.end('SIGKILL')
      return new Set(reader?.seen)
    } finally {
      for (const timer of timers) clearInterval(timer)
    }
  })
}

export const kill = (seconds: number): Workload => ({
  name: 'kill',
  title: 'kill -9 while ten people write',
  columns: [plain('seen'), lower('of these lost')],
  without: BARE,
  run: (name) => run(name, seconds),
})
