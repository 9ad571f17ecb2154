import type { Link, Live, Status } from '../sync/contract.ts'

/**
 * Between two tries a lost line is looked for, and for that moment the status might say something milder. Once "offline"
 * was said, it stands until there is a line again, or the server ended it for good: what flickers can't be read.
 */
export function steady(before: Status, now: Status, link: Link): Status {
  if (before.kind !== 'offline' || link.state !== 'connecting') return now
  switch (now.kind) {
    case 'saved':
    case 'opening':
      return { kind: 'offline', kept: 0, retryAt: null }
    case 'saving':
      return { kind: 'offline', kept: now.count, retryAt: null }
    case 'offline':
    case 'notKept':
    case 'refused':
    case 'stopped':
      return now
  }
}

const same = (a: Status, b: Status): boolean => JSON.stringify(a) === JSON.stringify(b)

/** `status`, steadied. */
export function steadyStatus(status: Live<Status>, link: Live<Link>): Live<Status> {
  let shown = status.get()
  const read = (): Status => {
    const next = steady(shown, status.get(), link.get())
    if (!same(shown, next)) shown = next
    return shown
  }
  return { get: read, subscribe: (changed) => status.subscribe(changed) }
}
