import type { Runtime, SpaceId } from '@weft/space'
import {
  Close,
  type Down,
  decodeDown,
  encodeUp,
  type Notice,
  type RefusalReason,
  type Up,
  WireError,
} from '@weft/space/wire'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { type Line, type LineEvent, linkOf, step, wakeAt } from './connection.ts'
import type { Dial, Link, Live, RowKey, Socket, SpacePerson, Surroundings } from './contract.ts'
import type { EditId, Ledger } from './ledger.ts'
import { cell } from './live.ts'
import { Outbox } from './outbox.ts'
import { PresenceLine } from './presence.ts'
import { encodeIntegrated, holdsBack, letGo } from './updates.ts'

/** How often at most we ask for what is missing, in ms. */
const ASK_AGAIN = 5_000

/** The state vector of an empty document. */
const NOTHING: Uint8Array = Uint8Array.of(0)

export interface ProviderOptions {
  readonly space: SpaceId
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly ledger: Ledger
  readonly runtime: Runtime
  readonly dial: Dial
  readonly surroundings: Surroundings
  readonly handle: ProviderEvents
}

interface ProviderEvents {
  /** An ack that said something new. These rows are on the server, and so are edits that had no row yet. */
  acked(rows: readonly RowKey[]): void
  people(people: readonly SpacePerson[]): void
  notice(notice: Notice): void
  /** The server refused an edit of ours. The line is stopped; every later edit of this document would miss its causes. */
  refused(reason: RefusalReason): void
  /** The server was asked for what is missing, twice, and has it neither: what builds on that can't be sent. */
  adrift(): void
  /** Something of ours threw where the show must go on: an observer, or bytes that don't decode. */
  problem(error: unknown): void
}

/**
 * Carries one document over one line at a time. It decides nothing about when to dial (`connection.ts`) nor what is saved
 * (`ledger.ts`); why it isn't y-websocket's: docs/decisions/0002-own-provider.md.
 *
 * A line begins with both sides telling their state vectors (step 1) and answering with what the other lacks (step 2).
 * Until we have answered, edits aren't sent one by one: they'd miss the causes that only our answer brings.
 */
export class Provider {
  readonly #options: ProviderOptions
  readonly #presence: PresenceLine
  readonly #outbox: Outbox
  readonly #link = cell<Link>({ state: 'offline', since: 0, retryAt: null }, sameLink)
  readonly #leaveSurroundings: () => void
  #line: Line = { at: 'idle' }
  #socket: Socket | null = null
  /** We answered the server's step 1: updates may follow. */
  #live = false
  /** The state vector that the server told last. */
  #serverHas = NOTHING
  #askedAt = Number.NEGATIVE_INFINITY
  #asksAnswered = 0
  #alarm: { readonly at: number; readonly cancel: () => void } | null = null
  #taking: Uint8Array | null = null

  constructor(options: ProviderOptions) {
    this.#options = options
    this.#presence = new PresenceLine(options.awareness, options.runtime)
    this.#outbox = new Outbox(options.runtime, {
      buffered: () => this.#socket?.bufferedAmount ?? 0,
      wanted: (edit) => options.ledger.maySend(edit),
      send: (update, edits) => {
        const bytes = this.#send({ type: 'update', update })
        options.ledger.sent(edits, bytes)
      },
    })
    this.#leaveSurroundings = options.surroundings.subscribe((what) => this.#happen({ type: what }))
  }

  get link(): Live<Link> {
    return this.#link
  }

  /** The update from the server that is being applied. */
  get taking(): Uint8Array | null {
    return this.#taking
  }

  /** The server asked what we have. It does so before anything else, unless it takes nothing from us. */
  get asked(): boolean {
    return this.#live
  }

  connect(): void {
    this.#happen({ type: 'start', dark: !this.#options.surroundings.online() })
  }

  retry(): void {
    this.#happen({ type: 'retry' })
  }

  /** An edit was made here: out it goes. */
  push(edit: EditId, update: Uint8Array): void {
    if (this.#live) this.#outbox.push(edit, update)
  }

  /** An edit of another tab, which sends it itself; we do if it isn't acked soon, or when one of ours follows. */
  pushLater(edit: EditId, update: Uint8Array): void {
    if (this.#live) this.#outbox.pushLater(edit, update)
  }

  destroy(): void {
    this.#leaveSurroundings()
    this.#happen({ type: 'stop' })
    this.#presence.destroy()
  }

  #happen(event: LineEvent): void {
    const { runtime } = this.#options
    const now = { wall: runtime.now(), elapsed: runtime.elapsed(), chance: runtime.chance() }
    const [line, effects] = step(this.#line, event, now)
    this.#line = line
    for (const effect of effects) {
      switch (effect) {
        case 'dial':
          this.#dial()
          break
        case 'drop':
          this.#drop()
          break
        case 'hello':
          this.#hello()
          break
        case 'ping':
          this.#send({ type: 'ping' })
          break
        case 'lost':
          this.#lost()
          break
        case 'doubt':
          this.#presence.forget()
          break
        case 'again':
          this.#send({ type: 'queryPresence' })
          break
      }
    }
    // An effect may have made something happen in its turn: then that has told and armed what is true now.
    if (this.#line !== line) return
    this.#arm()
    this.#link.set(linkOf(line, now))
  }

  #dial(): void {
    const ifCurrent = (run: () => void) => {
      if (this.#socket === socket) run()
    }
    const socket = this.#options.dial(this.#options.space, {
      open: () => ifCurrent(() => this.#happen({ type: 'opened' })),
      message: (bytes) => ifCurrent(() => this.#received(bytes)),
      close: (code, reason) =>
        ifCurrent(() => {
          this.#socket = null
          this.#happen({ type: 'closed', code, reason })
        }),
    })
    this.#socket = socket
  }

  #drop(): void {
    const socket = this.#socket
    this.#socket = null
    socket?.close(1000, '')
  }

  #hello(): void {
    const { doc } = this.#options
    this.#askedAt = this.#options.runtime.elapsed()
    this.#asksAnswered = 0
    this.#send({ type: 'step1', stateVector: Y.encodeStateVector(doc) })
    this.#presence.up((entry) => {
      if (this.#outbox.full) return false
      this.#send({ type: 'presence', entries: [entry] })
      return true
    })
  }

  #lost(): void {
    this.#live = false
    this.#outbox.clear()
    this.#options.ledger.lineLost()
    this.#presence.down()
  }

  #received(bytes: Uint8Array): void {
    let message: Down
    try {
      message = decodeDown(bytes)
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      // A newer server may speak of more than we know; damaged bytes mean that this line can't be trusted.
      if (error.code === 'unknown') {
        this.#happen({ type: 'heard' })
        return
      }
      this.#options.handle.problem(error)
      this.#drop()
      this.#happen({ type: 'closed', code: 1002, reason: 'damaged message' })
      return
    }
    this.#happen({ type: 'heard' })
    this.#take(message)
  }

  #take(message: Down): void {
    const { handle, ledger } = this.#options
    switch (message.type) {
      case 'step1':
        this.#answer(message.stateVector)
        break
      case 'step2':
        this.#apply(message.update)
        this.#asksAnswered++
        this.#happen({ type: 'synced' })
        this.#lookForMissing()
        break
      case 'update':
        this.#apply(message.update)
        this.#lookForMissing()
        break
      case 'presence':
        this.#presence.received(message.entries)
        break
      case 'ack': {
        const { rows, news } = ledger.acked(message.count)
        if (news) handle.acked(rows)
        this.#lookForMissing()
        break
      }
      case 'people':
        handle.people(message.people)
        break
      case 'notice':
        this.#notice(message.notice)
        break
      case 'denied':
        this.#drop()
        this.#happen({ type: 'closed', code: Close.noSuchSpace, reason: message.reason })
        break
    }
  }

  /** The server told what it has: at the start of a line, and when something that we sent missed its causes. */
  #answer(stateVector: Uint8Array): void {
    const { doc, ledger } = this.#options
    this.#serverHas = stateVector.slice()
    if (!holdsBack(doc)) ledger.settled()
    this.#outbox.clear()
    const bytes = this.#send({ type: 'step2', update: encodeIntegrated(doc, stateVector) })
    ledger.sentAll(bytes)
    this.#live = true
  }

  #apply(update: Uint8Array): void {
    this.#taking = update
    try {
      Y.applyUpdate(this.#options.doc, update, this)
    } catch (error) {
      // Yjs runs all observers before it throws what one of them threw; the update itself is in, or is asked for again.
      this.#options.handle.problem(error)
    } finally {
      this.#taking = null
    }
  }

  #lookForMissing(): void {
    const { doc, runtime, ledger, handle } = this.#options
    if (!holdsBack(doc)) {
      const found = ledger.adrift > 0
      ledger.settled()
      this.#asksAnswered = Math.min(this.#asksAnswered, 1)
      // What edits of ours had waited for came from the server, after we had answered it without them.
      if (found && this.#live) this.#answer(this.#serverHas)
      return
    }
    const now = runtime.elapsed()
    if (this.#asksAnswered === 0 || now < this.#askedAt + ASK_AGAIN) return
    if (this.#asksAnswered > 1) {
      if (ledger.adrift > 0) {
        handle.adrift()
        return
      }
      // Nothing of ours waits, and nobody has what it waits for: others changed work of ours that was refused since.
      letGo(doc)
      return
    }
    this.#askedAt = now
    this.#send({ type: 'step1', stateVector: Y.encodeStateVector(doc) })
  }

  #notice(notice: Notice): void {
    const { handle } = this.#options
    handle.notice(notice)
    if (notice.kind !== 'refused') return
    this.#happen({ type: 'refused', code: Close.refused, reason: notice.reason })
    handle.refused(notice.reason)
  }

  /** Gives the length of what was sent. */
  #send(message: Up): number {
    const bytes = encodeUp(message)
    this.#socket?.send(bytes)
    return bytes.length
  }

  /** One timer, armed for the earliest moment; it looks again when it comes too early, so messages needn't move it. */
  #arm(): void {
    const { runtime, ledger } = this.#options
    const at = wakeAt(this.#line)
    if (at !== null && this.#alarm && this.#alarm.at <= at) return
    this.#alarm?.cancel()
    this.#alarm = null
    if (at === null) return
    const cancel = runtime.timer(Math.max(0, at - runtime.elapsed()), () => {
      this.#alarm = null
      const buffered = this.#socket?.bufferedAmount ?? 0
      this.#happen({ type: 'tick', buffered, unacked: ledger.unackedBytes })
    })
    this.#alarm = { at, cancel }
  }
}

function sameLink(a: Link, b: Link): boolean {
  switch (a.state) {
    case 'connecting':
      return b.state === 'connecting' && a.since === b.since
    case 'online':
      return b.state === 'online' && a.synced === b.synced
    case 'offline':
      // retryAt is worked out anew from a clock that may jump: a few ms are no news.
      return b.state === 'offline' && a.since === b.since && sameMoment(a.retryAt, b.retryAt)
    case 'stopped':
      return b.state === 'stopped' && a.code === b.code && a.reason === b.reason
  }
}

const sameMoment = (a: number | null, b: number | null) =>
  a === b || (a !== null && b !== null && Math.abs(a - b) < 50)
