import { createHash } from 'node:crypto'
import { mayWrite } from '@weft/space'
import { decodeDown, decodeUp } from '@weft/space/wire'
import * as Y from 'yjs'
import type { Device } from './device.ts'
import { Broken, contains, type Truth } from './truth.ts'

/** One connection, as it is seen on the wire. */
export interface Spoken {
  readonly name: string
  /** Whose it is, with the role that they have now. */
  readonly device: Pick<Device, 'member' | 'belongs'>
  /** Step 2s and updates that the server has read, in order. */
  readonly written: Written[]
  acked: number
}
interface Written {
  readonly update: Uint8Array
  /** It came when its sender might not write, and is nothing that came from them before. */
  readonly isForbidden: boolean
}

const mayWriteNow = ({ belongs, member }: Spoken['device']): boolean => belongs && mayWrite(member.role)

/**
 * Looks at everything that passes between server and clients, and at nothing else: holds each message against what is on
 * the disk at that moment, and keeps a trace of it all. It never throws into the parts, which might catch it: it remembers.
 */
export class Judge {
  broken: Broken | null = null
  readonly #truth: Truth
  readonly #trace = createHash('sha256')
  readonly #clock: () => number
  /** What was durable when the event before this one was over. */
  #known = new Map<number, number>()
  #version = 0
  /** What people wrote while they might. */
  readonly #allowed = new Set<string>()
  /** How far what they sent reaches, by client id, whatever becomes of it. */
  readonly #sent = new Map<number, number>()

  constructor(truth: Truth, clock: () => number) {
    this.#truth = truth
    this.#clock = clock
  }

  line(name: string, device: Spoken['device']): Spoken {
    return { name, device, written: [], acked: 0 }
  }

  report(promise: string, what: string): void {
    this.broken ??= new Broken(promise, what)
  }

  /** The server has read a message. */
  up(line: Spoken, bytes: Uint8Array): void {
    this.#note(`> ${line.name}`, bytes)
    const message = decodeUp(bytes)
    if (message.type !== 'step2' && message.type !== 'update') return
    const update = message.update.slice()
    if (mayWriteNow(line.device)) this.#mark(update)
    line.written.push({ update, isForbidden: message.type === 'update' && this.#forbids(line, update) })
  }

  #forbids({ device }: Spoken, update: Uint8Array): boolean {
    const key = `${device.member.id} ${Buffer.from(update).toString('latin1')}`
    if (mayWriteNow(device)) this.#allowed.add(key)
    return !this.#allowed.has(key) && !contains(this.#truth.doc, update) && !this.#isOnItsWay(update)
  }

  #mark(update: Uint8Array): void {
    for (const { id, length } of Y.decodeUpdate(update).structs)
      this.#sent.set(id.client, Math.max(this.#sent.get(id.client) ?? 0, id.clock + length))
  }

  /** Somebody who might has sent what stands in the place of all of it: then a room passes over it, and may say that it is done. */
  #isOnItsWay(update: Uint8Array): boolean {
    const { structs, ds } = Y.decodeUpdate(update)
    return (
      ds.clients.size === 0 &&
      structs.every(({ id, length }) => id.clock + length <= (this.#sent.get(id.client) ?? 0))
    )
  }

  /** The server sends a message. */
  down(line: Spoken, bytes: Uint8Array): void {
    this.#note(`< ${line.name}`, bytes)
    const message = decodeDown(bytes)
    if (!line.device.belongs && message.type !== 'notice')
      this.report('G5', `${line.name} was sent a ${message.type} without having a role`)
    switch (message.type) {
      case 'update':
      case 'step2':
        if (!contains(this.#truth.doc, message.update.slice()))
          this.report('G2', `${line.name} was told a ${message.type} that is not on the disk`)
        break
      case 'ack':
        this.#ack(line, message.count)
        break
      case 'step1':
        this.#claims(line, Y.decodeStateVector(message.stateVector.slice()))
        break
      default:
        break
    }
  }

  /** Something else that the trace should have. */
  note(what: string): void {
    this.#trace.update(`${this.#clock()} ${what}\n`)
  }

  /** An event is over: what is durable now, every room must know from now on. */
  settled(): void {
    if (this.#version === this.#truth.version) return
    this.#version = this.#truth.version
    this.#known = Y.decodeStateVector(Y.encodeStateVector(this.#truth.doc))
  }

  /** Of all that was noted. */
  hash(): string {
    return this.#trace.digest('hex').slice(0, 16)
  }

  #ack(line: Spoken, count: number): void {
    if (count > line.written.length)
      this.report('G1', `${line.name} got an ack of ${count}, and ${line.written.length} had come`)
    for (; line.acked < count; line.acked++) {
      const written = line.written[line.acked]
      if (!written) continue
      if (!contains(this.#truth.doc, written.update))
        this.report('G1', `${line.name} got an ack of ${count} for what is not on the disk`)
      if (written.isForbidden && !mayWriteNow(line.device))
        this.report('G5', `${line.name} got an ack of ${count} for what they might not write`)
    }
  }

  /** A room says what it has: all that was durable before, or those who join it would be shown less. */
  #claims(line: Spoken, vector: Map<number, number>): void {
    for (const [client, clock] of this.#known)
      if ((vector.get(client) ?? 0) < clock)
        this.report('G4', `${line.name} was greeted by a room that lacks what is on the disk`)
  }

  #note(what: string, bytes: Uint8Array): void {
    this.note(what)
    this.#trace.update(bytes)
  }
}
