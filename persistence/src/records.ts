import type { GroupCommit } from './commit.ts'
import { type Op, type OrderedBytes, type Records, type SmallPiece, StoreError } from './contract.ts'
import { frame, unframe } from './frame.ts'
import { SMALL, smallKey, smallKeys, smallKeyText, smallName } from './keys.ts'
import { untilUnreadable } from './log/unreadable.ts'

const utf8 = new TextEncoder()
const text = new TextDecoder('utf-8', { fatal: true })

/** Stands for a kind that can't be read. */
const UNKNOWN = '?'

/** Small JSON records over any ordered bytes, framed and checked like the log's. */
export class SmallRecords implements Records {
  readonly #bytes: OrderedBytes
  readonly #commit: GroupCommit
  readonly #warn: (what: string) => void

  constructor(bytes: OrderedBytes, commit: GroupCommit, warn: (what: string) => void) {
    this.#bytes = bytes
    this.#commit = commit
    this.#warn = warn
  }

  async get(kind: string, key: string): Promise<unknown> {
    const at = smallKey(kind, key)
    const value = await this.#bytes.get(at)
    return value === null ? null : decodeJson(at, value)
  }

  async *list(kind: string, prefix = ''): AsyncIterable<[key: string, value: unknown]> {
    for await (const [at, value] of this.#bytes.range(...smallKeys(kind, prefix))) {
      const key = smallKeyText(kind, at)
      try {
        const item = decodeJson(at, value)
        if (key !== null) yield [key, item]
      } catch (error) {
        if (!(error instanceof StoreError)) throw error
        this.#warn(`A stored ${kind} is damaged and was left out: ${key ?? 'its key too'}`)
      }
    }
  }

  /** See `Holdings`. One range, and so one moment. */
  async *all(): AsyncIterable<SmallPiece> {
    let whole = true
    for await (const [at, value] of untilUnreadable(this.#bytes.range(...SMALL), () => {
      whole = false
    })) {
      const name = smallName(at)
      const payload = unframe(at, 0, value)
      if (name === null) yield { kind: UNKNOWN, key: '', problem: 'unreadable' }
      else if (typeof payload === 'string') yield { ...name, problem: payload }
      else yield { ...name, value: JSON.parse(text.decode(payload)) }
    }
    if (!whole) yield { kind: UNKNOWN, key: '', problem: 'unreadable' }
  }

  async write(changes: Parameters<Records['write']>[0]): Promise<void> {
    await this.#commit.write(
      changes.map(({ kind, key, value }): Op => {
        const at = smallKey(kind, key)
        return value === undefined ? { del: at } : { put: at, value: encodeJson(at, value) }
      }),
    )
  }

  async erase(): Promise<void> {
    await this.#bytes.erase?.(...SMALL)
  }
}

/** Throws TypeError for what JSON can't hold at all (a function, a symbol, a cycle). */
export function encodeJson(key: Uint8Array, value: unknown): Uint8Array {
  const json: string | undefined = JSON.stringify(value)
  if (json === undefined) throw new TypeError('Not a JSON value')
  return frame(key, 0, utf8.encode(json))
}

/** Throws StoreError `DAMAGED`. */
export function decodeJson(key: Uint8Array, value: Uint8Array): unknown {
  const payload = unframe(key, 0, value)
  if (typeof payload === 'string')
    throw new StoreError(
      'DAMAGED',
      `A stored record is damaged (${payload}): write it again, or restore a backup`,
    )
  return JSON.parse(text.decode(payload))
}
