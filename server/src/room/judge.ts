import { mayWrite, ROOTS as OWN, type PersonId, type Role } from '@weft/space'
import type { Range, Scan } from '@weft/space/scan'
import type { RefusalReason } from '@weft/space/wire'

/** What the scanner found in an update that is well formed and within bounds, as far as it is judged. */
export type Content = Pick<Scan, 'bytes' | 'ranges' | 'deletes' | 'roots'>

/** The room's state, durable and in flight, as far as a judgement needs it. */
export interface Known {
  /** The next clock of a client. */
  clock(client: number): number
  deleted(range: Range): boolean
  owner(client: number): PersonId | null
  /** Stored structs of this client may be lost, so they may come back from anybody who has them. */
  mayReturn(client: number): boolean
  /** Root types that aren't Weft's own. */
  readonly roots: ReadonlySet<string>
  /** With so many bytes more the space would be larger than it may be: only deletions are taken. */
  isFull(bytes: number): boolean
}

export interface Sender {
  readonly person: PersonId
  readonly role: Role
}

export type Verdict =
  /** Nothing in it that isn't known: it is settled as soon as all before it is. */
  | { readonly kind: 'nothing' }
  /** `returned`: clients whose structs in it nobody can verify; they don't become the sender's. */
  | { readonly kind: 'take'; readonly ranges: readonly Range[]; readonly returned: ReadonlySet<number> }
  | { readonly kind: 'refused'; readonly reason: RefusalReason }

/** Root types that other programs may add beside Weft's own. */
const ROOTS = 64
export const isForeign = (root: string): boolean => !OWN.includes(root)

/**
 * What becomes of an update whose causes are known. Judged by what is *new* in it: a step2 repeats all deletions of the
 * document, and often its structs, whoever sends it. A step2 is what a device had before it came, not what is being
 * written now: it may be from anybody.
 */
export function judge(kind: 'step2' | 'update', content: Content, sender: Sender, known: Known): Verdict {
  const ranges = newRanges(content.ranges, known)
  const deletes = content.deletes.some((range) => !known.deleted(range))
  if (ranges.length === 0 && !deletes) return { kind: 'nothing' }
  if (!mayWrite(sender.role)) return refuse('viewer')
  const returned = new Set<number>()
  for (const { client } of ranges) {
    const owner = known.owner(client)
    if (owner === sender.person || (owner === null && kind === 'update')) continue
    if (known.mayReturn(client)) returned.add(client)
    else if (owner !== null) return refuse('author')
  }
  if (ranges.length > 0 && known.isFull(content.bytes)) return refuse('spaceFull')
  const added = content.roots.filter((name) => isForeign(name) && !known.roots.has(name)).length
  if (added > 0 && known.roots.size + added > ROOTS) return refuse('bounds')
  return { kind: 'take', ranges, returned }
}

const refuse = (reason: RefusalReason): Verdict => ({ kind: 'refused', reason })

function newRanges(structs: readonly Range[], known: Known): Range[] {
  const ranges: Range[] = []
  for (const { client, clock, length } of structs) {
    const from = Math.max(clock, known.clock(client))
    const end = clock + length
    if (end > from) ranges.push({ client, clock: from, length: end - from })
  }
  return ranges
}
