import { Client } from '../client.ts'
import { type Figures, lower, plain } from '../figures.ts'
import { orNone } from '../late.ts'
import { BARE, type Name } from '../names.ts'
import { Server } from '../server.ts'
import type { Workload } from '../workload.ts'
import { converse, timelineOf } from './history.ts'

/** Seconds. */
const STORED = 180
const SHOWN = 120

/** A conversation, all of it stored; then a new process, from a newcomer's connecting to its having everything. */
const run = (name: Name, messages: number): Promise<Figures> =>
  Server.with(name, async (server) => {
    const door = await server.door('history')
    await Client.with([door, door], async ([writer, reader]) => {
      if (!writer || !reader) throw new Error('two doors, two clients')
      await converse(writer, reader, door.person, messages)
      await writer.until('the last message to be acknowledged', () => writer.saved, STORED)
      await server.stored('history', STORED)
    })
    await server.end('SIGTERM')
    await server.start()
    const cpu = server.cpu()
    const from = performance.now()
    return Client.with([door], async ([newcomer]) => {
      if (!newcomer) throw new Error('one door, one client')
      const shown = newcomer.until(`${messages} messages`, () => timelineOf(newcomer) === messages, SHOWN)
      const wall = await orNone(shown.then(() => performance.now() - from))
      return {
        // What the server takes; then the client applies it, which is the same for all.
        'bytes here ms': typeof wall === 'number' ? newcomer.heardAt - from : wall,
        'wall ms': wall,
        'CPU ms': typeof wall === 'number' ? (server.cpu() - cpu) * 1000 : wall,
        'server MB': server.memory() / 1e6,
        'MB sent': newcomer.bytes / 1e6,
      }
    })
  })

export const load = (sizes: readonly number[]): readonly Workload[] =>
  sizes.map((messages) => ({
    name: 'load',
    title: `${messages.toLocaleString('en')} messages, shown by a process just started`,
    columns: [
      lower('bytes here ms'),
      lower('wall ms'),
      lower('CPU ms'),
      lower('server MB'),
      plain('MB sent'),
    ],
    without: BARE,
    run: (name) => run(name, messages),
  }))
