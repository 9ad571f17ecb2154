import type { PresenceState, Runtime } from '@weft/space'
import { encodePresence, type PresenceEntry } from '@weft/space/wire'
import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { SpaceSession } from './contract.ts'

/** At most 20 of our own states a second; the last one always goes out. */
const THROTTLE = 50
/** The server renews us while the line lives; this is for other servers that speak y-websocket's protocol. */
const RENEWAL = 15_000

/**
 * Presence of a document, without y-protocols' own timer: the server owns who is here, and a lost line empties it. It is shown
 * under an id of its own: the document's belongs to whoever writes under it first, so nobody is to know it before.
 */
export function presenceOf(doc: Y.Doc, id: number): Awareness {
  const awareness = new Awareness(doc)
  clearInterval(awareness._checkInterval)
  awareness.states.clear()
  awareness.meta.clear()
  awareness.clientID = id
  awareness.setLocalState({})
  return awareness
}

/**
 * Carries presence between an Awareness and a line: our own state out (and nobody else's: the stock provider sends on what
 * it receives), others' states in, and out of sight at once when the line is lost.
 */
export class PresenceLine {
  readonly #awareness: Awareness
  readonly #runtime: Runtime
  #send: ((entry: PresenceEntry) => boolean) | null = null
  #sentState: string | null = null
  #sentAt = Number.NEGATIVE_INFINITY
  #cancel: (() => void) | null = null
  #cancelRenewal: (() => void) | null = null

  constructor(awareness: Awareness, runtime: Runtime) {
    this.#awareness = awareness
    this.#runtime = runtime
    awareness.on('update', this.#changed)
  }

  /** The line is open. `send` says false when the line is full; then it is asked again soon. */
  up(send: (entry: PresenceEntry) => boolean): void {
    this.#send = send
    this.#sentState = null
    this.#sentAt = Number.NEGATIVE_INFINITY
    this.#flush()
  }

  /** The line is lost: nobody is known to be here any more (G10), and their clocks start anew with the next line. */
  down(): void {
    this.#send = null
    this.#cancel?.()
    this.#cancelRenewal?.()
    this.#cancel = null
    this.#cancelRenewal = null
    this.forget()
  }

  /** Nothing was heard for long: who was here then may have left. */
  forget(): void {
    const { states, meta, clientID } = this.#awareness
    const removed = [...states.keys()].filter((client) => client !== clientID)
    for (const client of removed) states.delete(client)
    for (const client of [...meta.keys()]) if (client !== clientID) meta.delete(client)
    if (removed.length === 0) return
    const change = { added: [], updated: [], removed }
    this.#awareness.emit('change', [change, this])
    this.#awareness.emit('update', [change, this])
  }

  received(entries: readonly PresenceEntry[]): void {
    const others = entries.filter(({ client }) => client !== this.#awareness.clientID)
    if (others.length > 0) applyAwarenessUpdate(this.#awareness, encodePresence(others), this)
    // Who left is forgotten altogether; y-protocols keeps their clock for ever.
    for (const { client, state } of others) if (state === null) this.#awareness.meta.delete(client)
  }

  destroy(): void {
    this.#awareness.off('update', this.#changed)
    this.down()
  }

  readonly #changed = (_change: unknown, origin: unknown) => {
    if (origin !== this && this.#send && !this.#cancel) this.#flush()
  }

  #flush(): void {
    this.#cancel = null
    if (!this.#send) return
    const wait = this.#sentAt + THROTTLE - this.#runtime.elapsed()
    if (wait > 0) {
      this.#again(wait)
      return
    }
    const { clientID, meta } = this.#awareness
    const local = this.#awareness.getLocalState()
    const state = local === null ? null : JSON.stringify(local)
    if (state === this.#sentState) return
    if (!this.#send({ client: clientID, clock: meta.get(clientID)?.clock ?? 0, state })) {
      this.#again(THROTTLE)
      return
    }
    this.#sentState = state
    this.#sentAt = this.#runtime.elapsed()
    this.#cancelRenewal?.()
    this.#cancelRenewal = this.#runtime.timer(RENEWAL, this.#renew)
  }

  #again(wait: number): void {
    this.#cancel = this.#runtime.timer(wait, () => this.#flush())
  }

  readonly #renew = () => {
    this.#sentState = null
    // A higher clock, or it would count as old news. The change comes back to #changed.
    this.#awareness.setLocalState(this.#awareness.getLocalState())
  }
}

/**
 * Sets what others see of this device; a field that is left out keeps its value, one that is `undefined` goes. The
 * cursors of open notes stand beside it, under `note:<id>`.
 */
export function setPresence(
  session: Pick<SpaceSession, 'awareness'>,
  change: { [K in 'at' | 'typing' | 'idle']?: PresenceState[K] | undefined },
): void {
  const awareness = session.awareness.get()
  const state = { ...awareness.getLocalState() }
  for (const [field, value] of Object.entries(change)) {
    if (value === undefined) delete state[field]
    else state[field] = value
  }
  awareness.setLocalState(state)
}
