import type { Seq } from './contract.ts'

/**
 * Where everything lies under the store's sorted keys (drawn as a grammar in docs/storage.md). The space comes before the
 * kind, so that one space is one stretch of keys: cheap to load, to drop and to copy by hand.
 */
const AREA = { format: 0, log: 1, records: 2 } as const
export const KIND = { snapshot: 1, record: 2, aside: 3 } as const
type Kind = (typeof KIND)[keyof typeof KIND]

/** The keys with `from <= key < to`. */
export type Span = readonly [from: Uint8Array, to: Uint8Array]
/** A log key, read back. `part` is 0 except in a snapshot; `aside` is what a piece was before it was set aside. */
export interface LogKey {
  readonly kind: Kind
  readonly seq: Seq
  readonly part: number
  readonly aside: 'record' | 'snapshot' | null
}

export const FORMAT_KEY = Uint8Array.of(AREA.format)
export const EVERYTHING: Span = [Uint8Array.of(0), Uint8Array.of(0xff, 0xff)]

const utf8 = new TextEncoder()
const LONE_SURROGATE = /\p{Surrogate}/u

/** A name in a key: 1 to 255 bytes of UTF-8 after their length. Throws TypeError for another, or for half a character. */
function name(text: string): Uint8Array {
  const bytes = utf8.encode(text)
  if (bytes.length < 1 || bytes.length > 255 || LONE_SURROGATE.test(text))
    throw new TypeError(`Not a name to store under (1 to 255 bytes of UTF-8): ${JSON.stringify(text)}`)
  return concat(Uint8Array.of(bytes.length), bytes)
}

/** All keys of one space. */
export const spacePrefix = (space: string): Uint8Array => concat(Uint8Array.of(AREA.log), name(space))
export const under = (prefix: Uint8Array): Span => [prefix, after(prefix)]
export const LOG: Span = under(Uint8Array.of(AREA.log))

export const recordKey = (space: Uint8Array, seq: Seq): Uint8Array => numbered(space, [KIND.record], seq)
/** Part 0 says how many parts follow, and is written last: without it there is no snapshot. */
export const snapshotKey = (space: Uint8Array, seq: Seq, part: number): Uint8Array =>
  numbered(space, [KIND.snapshot], seq, part)
/** Where a damaged piece goes: the same key with another kind before its own. */
export const asideKey = (space: Uint8Array, key: Uint8Array): Uint8Array =>
  concat(space, Uint8Array.of(KIND.aside), key.subarray(space.length))

/** Keys of a kind with `from <= seq < to`. */
export function seqs(space: Uint8Array, kind: 'record' | 'snapshot', from: Seq, to?: Seq): Span {
  const head = [KIND[kind]]
  return [
    numbered(space, head, from),
    to === undefined ? after(concat(space, Uint8Array.of(...head))) : numbered(space, head, to),
  ]
}
/** What was set aside of a kind, from a seq on. */
export const asides = (space: Uint8Array, kind: 'record' | 'snapshot', from: Seq): Span => [
  numbered(space, [KIND.aside, KIND[kind]], from),
  after(concat(space, Uint8Array.of(KIND.aside, KIND[kind]))),
]

/** What a key is for; null for bytes that no version of this code wrote. */
export function areaOf(key: Uint8Array): keyof typeof AREA | null {
  if (key.length === 1) return key[0] === AREA.format ? 'format' : null
  return key[0] === AREA.log ? 'log' : key[0] === AREA.records ? 'records' : null
}

/** The space of a log key; null for bytes that no version of this code wrote (a damaged block can show such keys). */
export function spaceOf(key: Uint8Array): string | null {
  const length = key[1] ?? 0
  if (key[0] !== AREA.log || length === 0 || key.length < 2 + length) return null
  return decode(key.subarray(2, 2 + length))
}
/** A key within its space; null for bytes that no version of this code wrote. */
export function logKey(space: Uint8Array, key: Uint8Array): LogKey | null {
  const outer = key[space.length]
  const isAside = outer === KIND.aside
  const at = space.length + (isAside ? 2 : 1)
  const inner = key[at - 1]
  const what = inner === KIND.record ? 'record' : inner === KIND.snapshot ? 'snapshot' : null
  if (what === null || key.length !== at + (what === 'record' ? 8 : 12)) return null
  const view = new DataView(key.buffer, key.byteOffset + at)
  return {
    kind: isAside ? KIND.aside : KIND[what],
    seq: view.getUint32(0) * 0x1_0000_0000 + view.getUint32(4),
    part: what === 'snapshot' ? view.getUint32(8) : 0,
    aside: isAside ? what : null,
  }
}

const kindPrefix = (kind: string): Uint8Array => concat(Uint8Array.of(AREA.records), name(kind))
/** A small record's key. Throws TypeError for a key over 1 KiB. */
export function smallKey(kind: string, key: string): Uint8Array {
  const bytes = utf8.encode(key)
  if (bytes.length > 1024 || LONE_SURROGATE.test(key))
    throw new TypeError(`Not a key to store under (at most 1,024 bytes of UTF-8): ${JSON.stringify(key)}`)
  return concat(kindPrefix(kind), bytes)
}
export const smallKeys = (kind: string, prefix: string): Span => under(smallKey(kind, prefix))
/** The text after the kind. */
export const smallKeyText = (kind: string, key: Uint8Array): string | null =>
  decode(key.subarray(kindPrefix(kind).length))

/** All small records. */
export const SMALL: Span = under(Uint8Array.of(AREA.records))
/** A small record's kind and key; null for bytes that no version of this code wrote. */
export function smallName(key: Uint8Array): { readonly kind: string; readonly key: string } | null {
  const length = key[1] ?? 0
  if (key[0] !== AREA.records || length === 0 || key.length < 2 + length) return null
  const kind = decode(key.subarray(2, 2 + length))
  const rest = decode(key.subarray(2 + length))
  return kind === null || rest === null ? null : { kind, key: rest }
}

/** The first key that doesn't start with `prefix`. */
export function after(prefix: Uint8Array): Uint8Array {
  let end = prefix.length
  while (end > 0 && prefix[end - 1] === 0xff) end--
  const next = prefix.slice(0, end)
  const last = next[end - 1]
  if (last === undefined) throw new TypeError('No key comes after a prefix of 255s alone')
  next[end - 1] = last + 1
  return next
}

function numbered(space: Uint8Array, kinds: readonly number[], seq: Seq, part?: number): Uint8Array {
  const at = space.length + kinds.length
  const key = new Uint8Array(at + (part === undefined ? 8 : 12))
  key.set(space)
  key.set(kinds, space.length)
  const view = new DataView(key.buffer)
  view.setUint32(at, Math.floor(seq / 0x1_0000_0000))
  view.setUint32(at + 4, seq % 0x1_0000_0000)
  if (part !== undefined) view.setUint32(at + 8, part)
  return key
}

function concat(...pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

const strict = new TextDecoder('utf-8', { fatal: true })
function decode(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes)
  } catch {
    // Bytes that aren't text can only come from damage; null says so to the caller.
    return null
  }
}
