import { expect } from '@playwright/test'
import type { EntryId, SpaceId } from '@weft/space'
import { type Dye, mentionText, type PersonId, pin, react, sendMessage } from '@weft/space'
import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { Person } from '../fixtures/person.ts'

/** Who talks in the pictures. */
export const CAST = { Mina: 'indigo', Tomás: 'rust', Aiko: 'teal', Jonas: 'plum' } as const satisfies Record<
  string,
  Dye
>
export type Name = keyof typeof CAST

const MINUTE = 60_000
const YESTERDAY = -25 * 60

/** Minutes from now, who, and what; which message it answers, counted from the first. `@Name` names somebody. */
const SAID: readonly (readonly [minute: number, who: Name, text: string, answers?: number])[] = [
  [YESTERDAY, 'Mina', 'The keys are ours! Signed at nine, and the landlord threw in the awning.'],
  [YESTERDAY + 2, 'Tomás', 'Then the grinder can come on Thursday. I’ll be there from seven.'],
  [YESTERDAY + 3, 'Jonas', 'You can have my ladder for the sign, but I need it back before the weekend.'],
  [
    YESTERDAY + 7,
    'Aiko',
    'Menu proofs are in. Three small changes, all in the note: *filter* gets a refill, the quiche is “of the day”, and “flat-white” loses its hyphen.',
  ],
  [YESTERDAY + 9, 'Mina', 'Lovely. Print 200?'],
  [YESTERDAY + 10, 'Aiko', '200, on the rough paper.'],
  [-64, 'Tomás', 'Two test days done. `18.2 g in, 36 g out, 28 s`, and it tastes of plums, as promised.'],
  [-63, 'Tomás', 'The second grinder is louder than the street.'],
  [-41, 'Jonas', 'The piece for the paper is written, it’s out on Friday: https://example.org/quarter/cafe'],
  [-39, 'Mina', 'You called us “the quiet corner of the harbour”. Framed already.'],
  [-12, 'Aiko', 'Oat milk: Bergen is cheaper, Hofgut foams. Who decides?'],
  [-10, 'Tomás', 'Foam decides.', 10],
  [
    -3,
    'Mina',
    'Then **Hofgut**, and I’ll put it into the plan. @Jonas, are you happy with who opens on Saturday?',
  ],
]
/** Who reacts to which of them, and with what. */
const REACTIONS: readonly (readonly [said: number, who: Name, emoji: string])[] = [
  [4, 'Tomás', '👍'],
  [8, 'Mina', '🎉'],
  [8, 'Aiko', '🎉'],
  [8, 'Tomás', '👀'],
]
/** Who pins which. */
const PINS: readonly (readonly [said: number, who: Name])[] = [
  [3, 'Mina'],
  [6, 'Tomás'],
]

/** A second hand of somebody who is at a browser: their device cookie, and a document that can write of the past. */
export class Hand {
  readonly doc = new Y.Doc()
  readonly by: PersonId
  readonly #provider: WebsocketProvider

  private constructor(space: SpaceId, by: PersonId, origin: string, cookie: string) {
    this.by = by
    class Socket extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols, { headers: { cookie, origin } })
      }
    }
    this.#provider = new WebsocketProvider(`${origin.replace(/^http/, 'ws')}/sync`, space, this.doc, {
      protocols: ['weft.0'],
      // reason: the stock client wants the browser's class; that of ws has the same events, methods and ready states.
      WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
      disableBc: true,
    })
    this.#provider.awareness.setLocalState(null)
  }

  static async of({ context, net }: Person, space: SpaceId, by: PersonId): Promise<Hand> {
    const cookies = await context.cookies(net.origin)
    return new Hand(space, by, net.origin, cookies.map(({ name, value }) => `${name}=${value}`).join('; '))
  }

  close(): void {
    this.#provider.destroy()
  }
}

/** Writes the conversation, each in their own name, one after the other. */
export async function converse(hands: ReadonlyMap<Name, Hand>): Promise<void> {
  const now = Date.now()
  const all = [...hands.values()]
  const lengths = () => all.map(({ doc }) => doc.getArray('timeline').length)
  let written = 0
  const write = async <T>(who: Name, entry: (hand: Hand) => T): Promise<T> => {
    const hand = hands.get(who)
    if (!hand) throw new Error(`${who} is not here`)
    const made = entry(hand)
    written++
    await expect.poll(lengths).toEqual(all.map(() => written))
    return made
  }
  const named = (text: string): string =>
    text.replaceAll(/@(\p{L}+)/gu, (typed, name: Name) => {
      const id = hands.get(name)?.by
      return id === undefined ? typed : mentionText({ sign: '@', name, id })
    })
  const said: EntryId[] = []
  const nth = (n: number): EntryId => {
    const id = said[n]
    if (id === undefined) throw new Error(`nothing was said as number ${n}`)
    return id
  }
  for (const [minute, who, text, answers] of SAID) {
    const re = answers === undefined ? {} : { re: nth(answers) }
    const at = now + minute * MINUTE
    said.push(await write(who, ({ doc, by }) => sendMessage(doc, { by, at, text: named(text), ...re })))
  }
  for (const [of, who, emoji] of REACTIONS)
    await write(who, ({ doc, by }) => react(doc, { by, at: now, of: nth(of), emoji }))
  for (const [of, who] of PINS) await write(who, ({ doc, by }) => pin(doc, { by, at: now, of: nth(of) }))
}
