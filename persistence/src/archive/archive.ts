import type { Damage, Holdings, LogRecord, SmallPiece, StoredSpace } from '../contract.ts'
import { ArchiveError, type Item } from './contract.ts'
import { concat, type Piece, readPieces, uint64, writePieces } from './pieces.ts'

/** What a piece of an archive is. A space's head says how many snapshots and records follow. */
const TYPE = { small: 1, space: 2, snapshot: 3, record: 4 } as const

interface Head {
  readonly space: string
  readonly last: number
  readonly snapshots: number
  readonly records: number
  readonly damaged: readonly Damage[]
}

/**
 * All that is held, as bytes to be kept elsewhere; beside whatever else uses the store. One space at a time is in memory.
 * The small records come first and are of one moment; each space is of a later one. So whoever and whatever they name that
 * has a log has it here. `all`: also what a space's newest snapshot covers, for a check; a backup has no need of it.
 */
export const archive = (
  holdings: Holdings,
  options: { readonly all?: boolean } = {},
): AsyncIterable<Uint8Array> => writePieces(pieces(holdings, options))

async function* pieces(holdings: Holdings, options: { readonly all?: boolean }): AsyncIterable<Piece> {
  for await (const piece of holdings.small()) yield { type: TYPE.small, content: json(piece) }
  for await (const space of holdings.spaces()) {
    const { snapshots, records, damaged, last } = await holdings.read(space, options)
    const head: Head = { space, last, snapshots: snapshots.length, records: records.length, damaged }
    yield { type: TYPE.space, content: json(head) }
    for (const one of snapshots) yield { type: TYPE.snapshot, content: numbered(one) }
    for (const one of records) yield { type: TYPE.record, content: numbered(one) }
  }
}

/** Reads it back. Throws ArchiveError; only when it ends without was all of it there, and good. */
export async function* readArchive(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Item> {
  let open: Open | null = null
  for await (const { type, content } of readPieces(chunks)) {
    switch (type) {
      case TYPE.small:
        yield { kind: 'small', piece: parse(content) as SmallPiece }
        break
      case TYPE.space:
        if (open !== null) throw new ArchiveError('damaged')
        open = new Open(parse(content) as Head)
        break
      case TYPE.snapshot:
        open?.snapshots.push(unnumbered(content))
        break
      case TYPE.record:
        open?.records.push(unnumbered(content))
        break
      default:
        throw new ArchiveError('damaged')
    }
    if (open?.isWhole) {
      yield open.item()
      open = null
    }
  }
  if (open !== null) throw new ArchiveError('damaged')
}

/** A space on its way in. */
class Open {
  readonly snapshots: LogRecord[] = []
  readonly records: LogRecord[] = []
  readonly #head: Head

  constructor(head: Head) {
    this.#head = head
  }

  get isWhole(): boolean {
    const { snapshots, records } = this.#head
    return this.snapshots.length === snapshots && this.records.length === records
  }

  item(): Item {
    const { space, damaged, last } = this.#head
    const stored: StoredSpace = { snapshots: this.snapshots, records: this.records, damaged, last }
    return { kind: 'space', space, stored }
  }
}

const numbered = ({ seq, bytes }: LogRecord): Uint8Array => concat([uint64(seq), bytes], 8 + bytes.length)

function unnumbered(content: Uint8Array): LogRecord {
  if (content.length < 8) throw new ArchiveError('damaged')
  const view = new DataView(content.buffer, content.byteOffset)
  return { seq: view.getUint32(0) * 0x1_0000_0000 + view.getUint32(4), bytes: content.subarray(8) }
}

const utf8 = new TextEncoder()
const text = new TextDecoder('utf-8', { fatal: true })
const json = (value: unknown): Uint8Array => utf8.encode(JSON.stringify(value))

/** What passed its checksum was written by us: its shape needs no second check. */
function parse(content: Uint8Array): unknown {
  try {
    return JSON.parse(text.decode(content))
  } catch (error) {
    throw new ArchiveError('damaged', { cause: error })
  }
}
