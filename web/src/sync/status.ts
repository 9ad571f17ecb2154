import type { Keeping, Link, Refused, SpaceSession, Status } from './contract.ts'

/** For so long an unsaved edit is nothing to mention: an ack takes a few ms, and a pill that flickers says nothing. Ms. */
const BRIEF = 1_000
/** For so long a line may be looked for before we call it offline, in ms. */
const LOOKING = 3_000

/**
 * The save status, from what is true now. Never `saved` while anything is unsaved; what is called kept is on this
 * device's disk. The first that applies: stopped, not kept, refused, offline, opening, saving, saved.
 */
export function statusOf(
  link: Link,
  keeping: Keeping,
  content: ReturnType<SpaceSession['content']['get']>,
  refused: readonly Refused[],
  now: number,
): Status {
  const { unsaved, unkept, unsavedSince, failure, savedAt } = keeping
  const kept = unsaved - unkept
  const brief = unsavedSince !== null && now - unsavedSince < BRIEF
  // On a live line a disk that fails needn't cry out at every key: the server is about to have it.
  if (failure !== null && unsaved > 0 && !(brief && link.state === 'online')) {
    return { kind: 'notKept', count: unsaved, why: failure }
  }
  if (link.state === 'stopped') return { kind: 'stopped', code: link.code, kept }
  const [first] = refused
  if (first) return { kind: 'refused', count: refused.length, why: first.reason }
  if (link.state === 'offline') return { kind: 'offline', kept, retryAt: link.retryAt }
  if (link.state === 'connecting' && now - link.since >= LOOKING) {
    return { kind: 'offline', kept, retryAt: null }
  }
  if (unsaved > 0) return { kind: 'saving', count: unsaved, brief }
  if (content !== 'ready') return { kind: 'opening' }
  return { kind: 'saved', at: savedAt }
}

/** The next moment (ms since 1970) at which `statusOf` says something else though nothing happened; null for never. */
export function statusTurnsAt(link: Link, keeping: Keeping, now: number): number | null {
  const moments = [
    ...(link.state === 'connecting' ? [link.since + LOOKING] : []),
    ...(keeping.unsavedSince === null ? [] : [keeping.unsavedSince + BRIEF]),
  ].filter((moment) => moment > now)
  return moments.length === 0 ? null : Math.min(...moments)
}
