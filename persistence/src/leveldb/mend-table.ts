import {
  type Block,
  type Entry,
  findBlocks,
  footerIntact,
  readBlock,
  readEntries,
  readFooter,
  readHandle,
  salvageEntries,
  writeTable,
} from './table.ts'

/** What is known of keys and values by whoever stores them. */
export interface Checks {
  /** Whether this value was stored under this key, beyond doubt. */
  belongs(key: Uint8Array, value: Uint8Array): boolean
  /** Whether a deletion is to be carried out though it may be damaged. */
  deletable(key: Uint8Array): boolean
}

/** Sequence number and kind, after the user's key. */
const SUFFIX_BYTES = 8
const PUT = 1
const DELETE = 0

interface DataBlock extends Block {
  /** From the index: no key of the block comes after it. null when the index is damaged. */
  readonly last: Uint8Array | null
}

/**
 * A table in which LevelDB finds its way again, or null if it does so anyway: wrong values are left to the store's own checks,
 * which name them. Of a block whose keys or structure are damaged, what provably belongs there is kept. `unmendable` when the
 * file holds too little to go by.
 */
export function mendTable(file: Uint8Array, checks: Checks): Uint8Array | null | 'unmendable' {
  const footer = readFooter(file)
  if (footer === null) return null
  const metaindex = readBlock(file, footer.metaindex)
  const filters =
    (metaindex.intact && readEntries(metaindex.content)?.map(({ value }) => readHandle(value))) || []
  const filtered =
    metaindex.intact && filters.every((handle) => handle !== null && readBlock(file, handle).intact)
  const index = readBlock(file, footer.index)
  const indexed = index.intact ? readEntries(index.content) : null
  const places = indexed
    ? indexed.map(({ key, value }) => ({ last: key, handle: readHandle(value) }))
    : findBlocks(file, filters[0]?.offset ?? footer.metaindex.offset).map((handle) => ({
        last: null,
        handle,
      }))

  const blocks: DataBlock[] = []
  for (const { last, handle } of places) if (handle) blocks.push({ last, ...readBlock(file, handle) })
  if (blocks.some(({ intact, compressed }) => intact && compressed)) return 'unmendable'
  if (filtered && indexed && footerIntact(file, footer) && sound(blocks)) return null
  return writeTable(rebuild(blocks, checks), file.length) ?? 'unmendable'
}

/** Whether LevelDB can walk through all blocks: entries one after the other, keys in order. An intact block needs no look. */
function sound(blocks: readonly DataBlock[]): boolean {
  return blocks.every(({ intact, compressed, content, last }, i) => {
    if (intact) return true
    const entries = compressed ? null : readEntries(content)
    if (entries === null) return false
    const keys = entries.map(({ key }) => key)
    const before = blocks[i - 1]?.last
    const bounds = [...(before ? [before] : []), ...keys]
    const ordered = bounds.every((key, at) => at === 0 || compare(bounds[at - 1] ?? key, key) < 0)
    const end = keys.at(-1)
    return ordered && keys.every(isKey) && last !== null && end !== undefined && compare(end, last) <= 0
  })
}

function rebuild(
  blocks: readonly DataBlock[],
  checks: Checks,
): { last: Uint8Array; entries: readonly Entry[] }[] {
  const rebuilt = []
  let before: Uint8Array | null = null
  for (const { intact, content, last } of blocks) {
    const entries: readonly Entry[] = intact
      ? (readEntries(content) ?? [])
      : salvage(content, before, last, checks)
    const end: Uint8Array | undefined = last ?? entries.at(-1)?.key
    if (entries.length === 0 || end === undefined) continue
    rebuilt.push({ last: end, entries })
    before = end
  }
  return rebuilt
}

/**
 * The entries of a damaged block that can be believed: values that pass their check under their key, and deletions, which have
 * no check, where they lie in order between such values.
 */
function salvage(
  content: Uint8Array,
  after: Uint8Array | null,
  last: Uint8Array | null,
  checks: Checks,
): readonly Entry[] {
  const candidates = salvageEntries(content).filter(({ key }) => isKey(key))
  const proven = candidates.map(
    ({ key, value }) => kindOf(key) === PUT && checks.belongs(key.subarray(0, -SUFFIX_BYTES), value),
  )
  const kept: Entry[] = []
  let before = after
  for (const [i, entry] of candidates.entries()) {
    const next = candidates.find((_, at) => at > i && proven[at])?.key ?? last
    const deletion = kindOf(entry.key) === DELETE && entry.value.length === 0
    if (!proven[i] && !(deletion && next && compare(entry.key, next) < 0)) continue
    if (before && compare(before, entry.key) >= 0) continue
    if (last && compare(entry.key, last) > 0) continue
    kept.push(entry)
    before = entry.key
  }
  return kept
}

const kindOf = (key: Uint8Array): number | undefined => key[key.length - SUFFIX_BYTES]
const isKey = (key: Uint8Array): boolean =>
  key.length > SUFFIX_BYTES && (kindOf(key) === PUT || kindOf(key) === DELETE)

/** LevelDB's order: the user's key upwards, then the sequence number downwards. */
function compare(a: Uint8Array, b: Uint8Array): number {
  const user = Buffer.compare(a.subarray(0, -SUFFIX_BYTES), b.subarray(0, -SUFFIX_BYTES))
  if (user !== 0) return user
  for (let at = 1; at <= SUFFIX_BYTES; at++) {
    const difference = (b.at(-at) ?? 0) - (a.at(-at) ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
