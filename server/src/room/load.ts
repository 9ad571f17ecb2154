import type { Loaded, Seq } from '@weft/persistence'
import { decodeRecord, type LogEntry, LogFormatError } from '../log/record.ts'
import { decodeSnapshot } from '../log/snapshot.ts'
import { DurableDocument } from './document.ts'
import { Owners } from './owners.ts'
import { Stretches } from './stretches.ts'

/** Records read in one step. */
const RECORDS = 500

/** A space as it was rebuilt from its log. */
export interface Rebuilt {
  readonly document: DurableDocument
  readonly owners: Owners
  readonly stretches: Stretches
  /** The last record that is in the document. */
  readonly through: Seq
  /** Stored pieces were lost, now or once: structs may come back from others than those who wrote them. */
  readonly wounded: boolean
  /** Records that pass their checksum but can't be read or applied, beside what `Loaded.damaged` names. */
  readonly unreadable: readonly { readonly seq: Seq; readonly problem: string }[]
  /** Of the newest snapshot; 0 without one. */
  readonly snapshotBytes: number
  /** After that snapshot. */
  readonly records: number
  readonly recordBytes: number
}

/**
 * Rebuilds a space from whatever of its log is good, in steps.
 * @throws {LogFormatError} with code `version` when a newer Weft wrote it: opening it would show less than there is, and
 * clients would take that for the truth. Likewise for a snapshot that isn't one.
 */
export function* rebuild(loaded: Loaded, stride?: number): Generator<void, Rebuilt> {
  const document = new DurableDocument(stride)
  const owners = new Owners()
  const stretches = new Stretches()
  const unreadable: { seq: Seq; problem: string }[] = []
  let wounded = loaded.damaged.some(({ what }) => what === 'record')
  if (loaded.snapshot) {
    const snapshot = decodeSnapshot(loaded.snapshot.bytes)
    wounded ||= snapshot.wounded
    for (const [client, person] of snapshot.owners) owners.claim([client], person)
    for (const [client, all] of snapshot.stretches) stretches.restore(client, all)
    yield* document.install(snapshot.state, snapshot.outline?.sections)
  }
  const updates: { seq: Seq; update: Uint8Array }[] = []
  let recordBytes = 0
  for (const { seq, bytes } of loaded.records) {
    recordBytes += bytes.length
    const entry = readRecord(bytes)
    if (entry instanceof Error) {
      unreadable.push({ seq, problem: entry.message })
      continue
    }
    owners.record(entry)
    for (const { person, ranges, unverified, update } of entry.parts) {
      stretches.wrote(ranges, person, entry.at, unverified)
      updates.push({ seq, update })
    }
    if (seq % RECORDS === 0) yield
  }
  for (const { seq, problem } of yield* document.restore(updates)) unreadable.push({ seq, problem })
  return {
    document,
    owners,
    stretches,
    through: loaded.last,
    wounded: wounded || unreadable.length > 0,
    unreadable,
    snapshotBytes: loaded.snapshot?.bytes.length ?? 0,
    records: loaded.records.length,
    recordBytes,
  }
}

function readRecord(bytes: Uint8Array): LogEntry | LogFormatError {
  try {
    return decodeRecord(bytes)
  } catch (error) {
    if (error instanceof LogFormatError && error.code === 'malformed') return error
    throw error
  }
}
