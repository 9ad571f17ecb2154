import type { Runtime, SpaceId } from '@weft/space'
import {
  Close,
  type Down,
  decodeUp,
  encodeDown,
  type Notice,
  type PresenceEntry,
  type Up,
} from '@weft/space/wire'
import * as Y from 'yjs'
import type { Dial, Socket, SocketEvents } from '../contract.ts'

/** One client's line, as the server sees it. */
export interface Caller {
  readonly id: number
  readonly events: SocketEvents
  /** Step 2 and updates received. */
  received: number
  /** Every message received, in order. */
  readonly heard: Up[]
  /** Of those, the first so many are on the disk. */
  committed: number
  gap: boolean
  /** Its socket has heard of the end. */
  gone: boolean
  /** Bytes that were sent to us and that we haven't taken. */
  waiting: number
}

/**
 * A server in memory that speaks the real codec to any number of providers, asynchronously, in the time of `runtime`. It
 * logs nothing: an ack is sent `commitTime` after an update came.
 */
export class ServerDouble {
  readonly doc = new Y.Doc()
  readonly callers = new Set<Caller>()
  /** One way, in ms. */
  latency = 1
  commitTime = 5
  /** Whether anybody may come in, or the code that they are closed with. */
  door: 'open' | 'closed' | 'silent' | number = 'open'
  /** Frames stand still in both directions, as on a dead line; nobody is told. */
  hole = false
  /** A socket takes nothing off its buffer. */
  stalled = false
  /** The next update is answered with this. */
  refuseNext: Extract<Notice, { kind: 'refused' }>['reason'] | null = null
  /** It asks what a client has; not a viewer whose answer would be larger than it may send. */
  asks = true
  /** A message above so many bytes isn't read: its line is closed. */
  largest = Number.POSITIVE_INFINITY
  /** So many updates get lost on the server's side, as if they had never come. */
  loseUpdates = 0
  dials = 0
  readonly #runtime: Runtime
  #ids = 0

  constructor(runtime: Runtime) {
    this.#runtime = runtime
    this.doc.on('update', (update: Uint8Array) => {
      for (const caller of this.callers) this.send(caller, { type: 'update', update })
    })
  }

  readonly dial: Dial = (_space: SpaceId, events) => {
    this.dials++
    const caller: Caller = {
      id: ++this.#ids,
      events,
      received: 0,
      heard: [],
      committed: 0,
      gap: false,
      gone: false,
      waiting: 0,
    }
    let closed = false
    const server = this
    if (this.door !== 'silent') this.#later(() => !closed && this.#welcome(caller))
    return {
      send(bytes) {
        caller.waiting += bytes.length
        server.#later(() => server.#take(caller, bytes))
      },
      close(code = 1000, reason = '') {
        if (closed) return
        closed = true
        caller.gone = true
        server.callers.delete(caller)
        server.#later(() => events.close(code, reason))
      },
      get bufferedAmount() {
        return caller.waiting
      },
    } satisfies Socket
  }

  /** The only caller. */
  get caller(): Caller {
    const [caller, ...others] = this.callers
    if (!caller || others.length > 0) throw new Error(`${this.callers.size} callers`)
    return caller
  }

  send(caller: Caller, message: Down): void {
    const bytes = encodeDown(message)
    this.#later(() => {
      if (!caller.gone && !this.hole) caller.events.message(bytes)
    })
  }

  /** Ends every line. */
  cut(code = 1006, reason = ''): void {
    for (const caller of [...this.callers]) this.#end(caller, code, reason)
  }

  presence(...entries: PresenceEntry[]): void {
    for (const caller of this.callers) this.send(caller, { type: 'presence', entries })
  }

  #welcome(caller: Caller): void {
    if (this.door === 'closed') {
      caller.events.close(1006, '')
      return
    }
    this.callers.add(caller)
    caller.events.open()
    if (typeof this.door === 'number') this.#end(caller, this.door, 'door')
    else if (this.asks) this.send(caller, { type: 'step1', stateVector: Y.encodeStateVector(this.doc) })
  }

  #take(caller: Caller, bytes: Uint8Array): void {
    if (!this.callers.has(caller) || this.hole) return
    if (!this.stalled) caller.waiting -= bytes.length
    if (bytes.length > this.largest) {
      this.#end(caller, Close.tooLarge, 'the message is too large')
      return
    }
    const message = decodeUp(bytes)
    caller.heard.push(message)
    switch (message.type) {
      case 'step1':
        this.send(caller, {
          type: 'step2',
          update: Y.encodeStateAsUpdate(this.doc, message.stateVector.slice()),
        })
        break
      case 'step2':
      case 'update':
        this.#store(caller, message)
        break
      case 'ping':
        this.send(caller, { type: 'ack', count: caller.committed })
        break
      case 'presence':
      case 'queryPresence':
        break
    }
  }

  #store(caller: Caller, { type, update }: Extract<Up, { type: 'step2' | 'update' }>): void {
    const count = ++caller.received
    if (this.refuseNext && type === (update.length > 2 ? type : 'none')) {
      this.send(caller, { type: 'notice', notice: { kind: 'refused', count, reason: this.refuseNext } })
      this.refuseNext = null
      this.#end(caller, 4404, 'refused')
      return
    }
    if (this.loseUpdates > 0) {
      this.loseUpdates--
      return
    }
    if (caller.gap && type === 'update') return
    Y.applyUpdate(this.doc, update)
    caller.gap = this.doc.store.pendingStructs !== null
    if (caller.gap) {
      this.doc.store.pendingStructs = null
      this.send(caller, { type: 'step1', stateVector: Y.encodeStateVector(this.doc) })
      return
    }
    this.#runtime.timer(this.commitTime, () => {
      if (caller.gap) return
      caller.committed = count
      this.send(caller, { type: 'ack', count })
    })
  }

  #end(caller: Caller, code: number, reason: string): void {
    if (!this.callers.delete(caller)) return
    this.#later(() => {
      caller.gone = true
      caller.events.close(code, reason)
    })
  }

  #later(run: () => void): void {
    this.#runtime.timer(this.latency, run)
  }
}
