import { randomFillSync } from 'node:crypto'
import { basename } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { createNote, type NoteId, noteBody, noteId, type PersonId } from '@weft/space'
import * as Y from 'yjs'
import { Agent, type Made, readText } from '../../replay/agent.ts'
import { readTrace, type Trace } from '../../replay/trace.ts'
import { Client } from '../client.ts'
import { type Figures, lower, plain } from '../figures.ts'
import { Late } from '../late.ts'
import { BARE, type Name } from '../names.ts'
import { Server } from '../server.ts'
import type { Workload } from '../workload.ts'

/** Transactions between two looks at the network. */
const STRETCH = 20
/** Nothing happened for so long. Seconds. */
const PATIENCE = 60

/** A recorded session, played as fast as what each edit was based on arrives: every agent waits for the others' edits. */
const run = (name: Name, trace: Trace): Promise<Figures> =>
  Server.with(name, async (server) => {
    const door = await server.door('session')
    const doors = Array.from({ length: trace.agents }, () => door)
    return Client.with(doors, async (clients) => {
      const note = await startNote(clients, door.person, trace)
      const [cpu, from] = [server.cpu(), performance.now()]
      await play(clients, note, trace)
      const isDone = (client: Client): boolean => client.saved && readText(client.doc, note) === trace.end
      for (const [i, client] of clients.entries())
        await client.until(`agent ${i + 1} to have the recorded text, saved`, () => isDone(client), PATIENCE)
      const wall = performance.now() - from
      return {
        'wall ms': wall,
        'CPU ms': (server.cpu() - cpu) * 1000,
        'transactions/s': trace.transactions.length / (wall / 1000),
        'server MB': server.memory() / 1e6,
      }
    })
  })

/** The note that is played into, with the text that the session starts from, at every agent. */
async function startNote(clients: readonly Client[], by: string, trace: Trace): Promise<NoteId> {
  const [first] = clients
  const note = noteId((bytes) => void randomFillSync(bytes))
  if (!first) throw new Error('a session has an agent')
  first.doc.transact(() => {
    createNote(first.doc, { id: note, title: 'A recorded session', by: by as PersonId, at: Date.now() })
    const block = noteBody(first.doc, note)?.get(0)
    if (!(block instanceof Y.XmlElement)) throw new Error('a new note has no first block')
    block.insert(0, [new Y.XmlText(trace.start)])
  })
  const isThere = ({ doc, saved }: Client): boolean => saved && doc.getMap('notes').has(note)
  for (const client of clients) await client.until('the note', () => isThere(client), PATIENCE)
  return note
}

async function play(clients: readonly Client[], note: NoteId, trace: Trace): Promise<void> {
  const agents = clients.map((client, i) => new Agent(client, trace, i, i + 1, note))
  const made: (Made | undefined)[] = []
  let moved = performance.now()
  while (agents.some((agent) => !agent.done)) {
    for (const agent of agents)
      for (let i = 0; i < STRETCH && agent.act(trace, made) !== null; i++) moved = performance.now()
    await breathe()
    if (performance.now() - moved > PATIENCE * 1000) throw new Late('the next edit', PATIENCE)
  }
}

const COLUMNS = [lower('wall ms'), lower('CPU ms'), plain('transactions/s'), lower('server MB')]
const NOT_NAMED = 'Name a recorded session with --trace to have it replayed.'

export async function replay(path: string | null): Promise<Workload> {
  const trace = path === null ? NOT_NAMED : await readTrace(path).catch(told)
  if (typeof trace === 'string')
    return {
      name: 'replay',
      title: 'a recorded session',
      columns: COLUMNS,
      leftOut: trace,
      run: () => Promise.reject(new Error(trace)),
    }
  const count = trace.transactions.length.toLocaleString('en')
  return {
    name: 'replay',
    title: `${basename(path ?? '')}, ${count} transactions by ${trace.agents}, each waiting for what it was based on`,
    columns: COLUMNS,
    without: BARE,
    run: (name) => run(name, trace),
  }
}

const told = (error: unknown): string => (error instanceof Error ? error.message : String(error))
