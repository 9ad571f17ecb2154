import { isPersonId, isSpaceId, type PersonId, type Runtime, type SpaceId } from '@weft/space'
import type { Placed } from './lines.ts'
import { whyClosed } from './why.ts'

/** How long refusals of the same kind are counted before they are written as one line, in ms. */
const GATHER = 5_000
/** Kinds that are told apart in that time; of what comes on top, only the number is kept. */
const KINDS = 100

/** Somebody was turned away, or something wasn't taken. `why`: never what was said. */
export interface Refused {
  readonly why: string
  readonly by?: PersonId | null
  readonly from?: string | null
  readonly space?: SpaceId | null
}

interface Gathered {
  readonly at: number
  readonly refused: Refused
  readonly count: number
}

export interface Refusals {
  note(refused: Refused): void
  /** Writes what was gathered. What can't be written stays gathered, and is written later. */
  flush(): Promise<void>
  /** The same for who only reads, and needn't wait until the disk takes writes again. Never rejects. */
  settle(): Promise<void>
  /** Writes what was gathered, for the last time: what can't be written now, or comes later, isn't kept. */
  end(): Promise<void>
}

/**
 * Refusals cost whoever causes them nothing, so they mustn't cost the disk much: the same ones are counted, and written a
 * few times a minute at most. `known`: whether a space exists; a refusal there is its owners' to see.
 */
export function gatherRefusals(options: {
  readonly runtime: Runtime
  readonly known: (space: SpaceId) => boolean
  readonly write: (lines: readonly Placed[]) => Promise<void>
  readonly failed: (error: unknown) => void
}): Refusals {
  const { runtime, known, write, failed } = options
  let gathered = new Map<string, Gathered>()
  let cancel: (() => void) | null = null
  let ended = false

  const flush = async (): Promise<void> => {
    cancel?.()
    cancel = null
    if (gathered.size === 0) return
    const lines = [...gathered.values()].map(
      ({ at, count, refused: { why, by = null, from = null, space = null } }): Placed => ({
        scope: space !== null && known(space) ? space : 'server',
        entry: { at, by, from, what: 'refused', why, count },
      }),
    )
    const taken = gathered
    gathered = new Map()
    try {
      await write(lines)
    } catch (error) {
      for (const one of taken.values()) gather(one)
      throw error
    }
  }
  const settle = (): Promise<void> => flush().catch(failed)

  const gather = ({ at, refused: wish, count }: Gathered): void => {
    if (ended) return
    const full = gathered.size >= KINDS
    const key = JSON.stringify([wish.why, wish.by, wish.from, wish.space])
    const refused = full && !gathered.has(key) ? OTHERS : wish
    const place = refused === OTHERS ? '' : key
    const one = gathered.get(place) ?? { at, refused, count: 0 }
    gathered.set(place, { ...one, at: Math.min(one.at, at), count: one.count + count })
    cancel ??= runtime.timer(GATHER, () => void settle())
  }

  return {
    flush,
    settle,
    end() {
      ended = true
      return flush()
    },
    note: (refused) => gather({ at: runtime.now(), refused, count: 1 }),
  }
}

const OTHERS: Refused = { why: 'many others, in a short time' }

/** What the gateway says of somebody whom it turned away, as a refusal; null for what isn't one. */
export function refusalOf(event: string, details: Readonly<Record<string, string | number>>): Refused | null {
  if (event !== 'socket_refused' && event !== 'update_refused' && event !== 'frame_refused') return null
  const { reason, address, person, space } = details
  return {
    why: whyClosed(String(reason ?? event)),
    from: address === undefined ? null : String(address),
    by: isPersonId(person) ? person : null,
    space: isSpaceId(space) ? space : null,
  }
}
