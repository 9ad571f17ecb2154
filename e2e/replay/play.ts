import { setImmediate as breathe } from 'node:timers/promises'
import type { NoteId } from '@weft/space'
import * as Y from 'yjs'
import { Agent, type Made, readText } from './agent.ts'
import { LiveClient, type Place } from './line.ts'
import type { Trace } from './trace.ts'

export interface Session extends Place {
  readonly trace: Trace
  readonly note: NoteId
  /** One token an agent: each is a person of its own. */
  readonly tokens: readonly string[]
  /** A number in [0, 1), by a seed. */
  chance(): number
  /** Cuts of an agent's connection for each thousand transactions. */
  readonly cutsPerThousand: number
  progress(done: number): void
}
export interface Played {
  readonly seconds: number
  readonly cuts: number
  /** Update messages that the server said are on its disk. */
  readonly acked: number
}

/** Nothing happened for so long: something is lost. Milliseconds. */
const PATIENCE = 60_000
/** Transactions between two looks at the network. */
const STRETCH = 20

/** Plays the whole session; every agent's live document holds the recorded text when this resolves. */
export async function play(session: Session): Promise<Played> {
  const { trace, note, tokens, chance } = session
  const lives = tokens.map((token, i) => new LiveClient(session, token, `Agent ${i + 1}`))
  try {
    await until('every agent has the note', () => lives.every((live) => has(live, note)), lives)
    const base = 1 + Math.floor(chance() * 2 ** 31)
    const agents = lives.map((live, i) => new Agent(live, trace, i, base + i, note))
    const made: (Made | undefined)[] = []
    const from = performance.now()
    let [done, cuts, moved] = [0, 0, performance.now()]
    while (agents.some((agent) => !agent.done)) {
      let progress = 0
      for (const agent of agents) {
        for (let i = 0; i < STRETCH && agent.act(trace, made) !== null; i++) progress++
        if (progress > 0 && chance() < (progress * session.cutsPerThousand) / 1000) {
          agent.live.cut()
          cuts++
        }
      }
      await breathe()
      if (progress > 0) {
        moved = performance.now()
        done += progress
        session.progress(done)
      } else check('the next edit', moved, lives)
    }
    const same = () => lives.every((live) => readText(live.doc, note) === trace.end)
    await until('every agent shows the recorded text', same, lives, () => difference(lives, note, trace))
    // Who leaves before the ack takes along what only their socket has.
    const acked = await acknowledged(lives)
    return { seconds: (performance.now() - from) / 1000, cuts, acked }
  } finally {
    for (const live of lives) live.end()
  }
}

/** Somebody who comes only now: resolves with what it shows, once that is the recorded text. */
export async function newcomer(session: Session): Promise<void> {
  const { trace, note, tokens } = session
  const live = new LiveClient(session, tokens[0] ?? '', 'Newcomer')
  try {
    const same = () => readText(live.doc, note) === trace.end
    await until('a newcomer shows the recorded text', same, [live], () => difference([live], note, trace))
  } finally {
    live.end()
  }
}

/** Resolves with the number of acknowledged messages once that is all; patient as long as the number grows. */
async function acknowledged(lives: readonly LiveClient[]): Promise<number> {
  const count = (): number => lives.reduce((sum, live) => sum + live.acked, 0)
  let [known, since] = [count(), performance.now()]
  while (!lives.every((live) => live.saved)) {
    await breathe()
    if (count() !== known) [known, since] = [count(), performance.now()]
    check('every edit is acknowledged', since, lives)
  }
  return count()
}

const has = ({ doc }: LiveClient, note: NoteId): boolean => doc.getMap('notes').has(note)

/** Waits for the network to make it true; throws when nothing comes of it. */
export async function until(
  what: string,
  true_: () => boolean,
  lives: readonly LiveClient[],
  explain: () => string = () => '',
): Promise<void> {
  const from = performance.now()
  while (!true_()) {
    await breathe()
    check(what, from, lives, explain)
  }
}

function check(what: string, since: number, lives: readonly LiveClient[], explain = (): string => ''): void {
  const away = lives.find((live) => live.sentAway !== null)
  if (away) throw new Error(`An agent was sent away with code ${away.sentAway}.`)
  const lost = lives.some((live) => live.doc.store.pendingStructs !== null)
  if (performance.now() - since > PATIENCE)
    throw new Error(
      `Waited ${PATIENCE / 1000} s for: ${what}.${lost ? ' Causes are missing.' : ''} ${explain()}`,
    )
}

function difference(lives: readonly LiveClient[], note: NoteId, { end }: Trace): string {
  const texts = lives.map((live) => readText(live.doc, note))
  const states = new Set(lives.map((live) => Buffer.from(Y.encodeStateVector(live.doc)).toString('base64')))
  const at = (text: string): number => [...text].findIndex((_, i) => text[i] !== end[i])
  return texts
    .map(
      (text, i) => `Agent ${i + 1} has ${text.length} of ${end.length} characters, different at ${at(text)}.`,
    )
    .concat(states.size > 1 ? ['They have not received the same.'] : [])
    .join(' ')
}
