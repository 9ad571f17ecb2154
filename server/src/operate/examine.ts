import type { Damage, Item, LogRecord, SmallPiece, StoredSpace } from '@weft/persistence'
import { auditEntrySchema } from '@weft/space/audit'
import { KEPT } from '../audit/journal.ts'
import { decodeRecord, LogFormatError } from '../log/record.ts'
import { decodeSnapshot } from '../log/snapshot.ts'
import { KINDS, type Kind } from '../people/schema.ts'
import { atOnce } from '../room/lane.ts'
import { type Rebuilt, rebuild } from '../room/load.ts'
import { MARKS } from '../unread/marks.ts'
import { tailRecord } from '../unread/tail.ts'

/** Something stored that isn't as it should be. */
export interface Finding {
  /** Null for what belongs to none. */
  readonly space: string | null
  /** `document`: the space can't be rebuilt, or nothing of it is there. Of a small record: its kind. */
  readonly what: string
  /** Of a small record. */
  readonly key: string | null
  /** Of a record or snapshot; `through` is another one for a run of them. */
  readonly seq: number | null
  readonly through: number | null
  readonly problem: string
  /** Something newer that is good stands in for it: nothing is lost. */
  readonly covered: boolean
}
export interface Totals {
  readonly spaces: number
  readonly records: number
  readonly snapshots: number
  /** Small records: people, spaces, devices, … */
  readonly small: number
}
export interface Report {
  readonly totals: Totals
  readonly findings: readonly Finding[]
}

/** Checks whatever is held, item by item: what the disk's own checks found, and what only we can read. */
export class Examination {
  readonly #findings: Finding[] = []
  readonly #totals = { spaces: 0, records: 0, snapshots: 0, small: 0 }
  /** Spaces that small records name and whose log hasn't come. */
  readonly #awaited = new Set<string>()

  /** `warnings`: what was said when the folder was opened. */
  report(warnings: readonly string[] = []): Report {
    const files = warnings.map((problem) => finding({ what: 'files', problem }))
    const lost = [...this.#awaited].map((space) =>
      finding({ space, what: 'document', problem: 'nothing of it is stored' }),
    )
    return { totals: { ...this.#totals }, findings: [...files, ...this.#findings, ...lost] }
  }

  /** Of a space, what it was rebuilt to, for the caller to use and destroy; null when that can't be done. */
  take(item: Item): Rebuilt | null {
    if (item.kind === 'space') return this.#space(item.space, item.stored)
    this.#small(item.piece)
    return null
  }

  /** As `take`, for who has no use for the document. */
  check(item: Item): void {
    this.take(item)?.document.destroy()
  }

  /** A run of records with the same fate is one finding: whatever ruins a thousand is told in a line. */
  #found(some: Parameters<typeof finding>[0]): void {
    const next = finding(some)
    const before = this.#findings.at(-1)
    const goesOn =
      before?.through != null &&
      next.seq === before.through + 1 &&
      next.space === before.space &&
      next.what === before.what &&
      next.problem === before.problem &&
      next.covered === before.covered
    if (goesOn) this.#findings[this.#findings.length - 1] = { ...before, through: next.through }
    else this.#findings.push(next)
  }

  #small(piece: SmallPiece): void {
    this.#totals.small++
    const { kind, key } = piece
    if (kind === 'space') this.#awaited.add(key)
    const schema = schemaOf(kind)
    const foreign = 'value' in piece && schema !== null && !schema.safeParse(piece.value).success
    const problem = 'problem' in piece ? piece.problem : foreign ? 'not what this version writes' : null
    // The key of a secret is its hash: its beginning names it well enough.
    if (problem !== null) this.#found({ what: kind, key: key.slice(0, 48), problem })
  }

  #space(space: string, { snapshots, records, damaged, last }: StoredSpace): Rebuilt | null {
    const snapshot = snapshots.at(-1) ?? null
    const base = snapshot?.seq ?? 0
    this.#awaited.delete(space)
    this.#totals.spaces++
    this.#totals.records += records.length
    this.#totals.snapshots += snapshots.length
    for (const { what, seq, through, problem } of damaged)
      this.#found({ space, what, seq, through, problem, covered: what === 'snapshot' || through <= base })
    const piece = (what: Damage['what'], seq: number, problem: string, covered: boolean): void => {
      this.#found({ space, what, seq, through: seq, problem, covered })
    }
    for (const { seq, problem } of malformed(snapshots.slice(0, -1), decodeSnapshot))
      piece('snapshot', seq, problem, true)
    const covered = records.filter(({ seq }) => seq <= base)
    for (const { seq, problem } of malformed(covered, decodeRecord)) piece('record', seq, problem, true)
    try {
      const after = records.filter(({ seq }) => seq > base)
      const rebuilt = atOnce(rebuild({ snapshot, records: after, damaged, last }))
      for (const { seq, problem } of rebuilt.unreadable) piece('record', seq, problem, false)
      return rebuilt
    } catch (error) {
      // Whatever is thrown here is thrown when the space is opened; the other spaces are still to be looked at.
      this.#found({ space, what: 'document', problem: messageOf(error) })
      return null
    }
  }
}

function schemaOf(kind: string) {
  if (isKind(kind)) return KINDS[kind]
  if (Object.hasOwn(KEPT, kind)) return auditEntrySchema
  return kind === MARKS ? tailRecord : null
}
const isKind = (kind: string): kind is Kind => Object.hasOwn(KINDS, kind)
function messageOf(error: unknown): string {
  if (error instanceof LogFormatError && error.code === 'version') return 'written by a newer Weft'
  return error instanceof Error ? error.message : String(error)
}

const finding = (some: Pick<Finding, 'what' | 'problem'> & Partial<Finding>): Finding => ({
  space: null,
  key: null,
  seq: null,
  through: null,
  covered: false,
  ...some,
})

function* malformed(
  pieces: readonly LogRecord[],
  decode: (bytes: Uint8Array) => unknown,
): Iterable<{ seq: number; problem: string }> {
  for (const { seq, bytes } of pieces) {
    try {
      decode(bytes)
    } catch (error) {
      if (!(error instanceof LogFormatError)) throw error
      yield { seq, problem: error.message }
    }
  }
}

/** A finding as a line: `space …  record 17: checksum`. */
export function lineOf({ space, what, key, seq, through, problem, covered }: Finding): string {
  const run = seq === null ? what : through === seq ? `${what} ${seq}` : `${what}s ${seq} to ${through}`
  const where = space === null ? '' : `space ${space}  `
  const name = key === null ? run : `${run} ${key}`
  return `${where}${name}: ${problem}${covered ? ' (something newer stands in for it)' : ''}`
}

export const summaryOf = ({ spaces, records, snapshots, small }: Totals): string =>
  `${counted(spaces, 'space')}, ${counted(records, 'record')}, ${counted(snapshots, 'snapshot')}, ${counted(small, 'small record')}`
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
