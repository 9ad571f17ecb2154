import { isNoteId, type NoteId } from '@weft/space'

/** What a pane shows. */
export type PaneContent = { readonly kind: 'timeline' } | { readonly kind: 'note'; readonly note: NoteId }
export type Side = 'left' | 'right'

/** What a space's screen shows. `shown` counts only where there is room for one thing: a pane, or the list of spaces and notes. */
export interface Arrangement {
  readonly left: PaneContent
  readonly right: PaneContent | null
  readonly shown: Side | 'list'
}

export const timelinePane: PaneContent = { kind: 'timeline' }
export const notePane = (note: NoteId): PaneContent => ({ kind: 'note', note })
export const alone: Arrangement = { left: timelinePane, right: null, shown: 'left' }

const samePane = (a: PaneContent | null, b: PaneContent | null): boolean =>
  a === b || (a !== null && b !== null && paneText(a) === paneText(b))

/** A pane's content as it stands in an address. */
export const paneText = (pane: PaneContent): string =>
  pane.kind === 'timeline' ? 'timeline' : `note:${pane.note}`

function paneOf(text: string | null): PaneContent | null {
  if (text === 'timeline') return timelinePane
  const id = text?.startsWith('note:') === true ? text.slice(5) : null
  return isNoteId(id) ? notePane(id) : null
}

/** The query of an address, as in `left=timeline&right=note:<id>`; null when it names no pane that we know. */
export function arrangementOf(search: string): Arrangement | null {
  const query = new URLSearchParams(search)
  const left = paneOf(query.get('left'))
  const right = paneOf(query.get('right'))
  const first = left ?? right
  if (first === null) return null
  const second = left === null || samePane(left, right) ? null : right
  const show = query.get('show')
  const shown = show === 'list' ? 'list' : show === 'right' && second !== null ? 'right' : 'left'
  return { left: first, right: second, shown }
}

export function arrangementText({ left, right, shown }: Arrangement): string {
  const parts = [`left=${paneText(left)}`]
  if (right !== null) parts.push(`right=${paneText(right)}`)
  if (shown !== 'left') parts.push(`show=${shown}`)
  return parts.join('&')
}

/** Where something is open, if it is. */
export function sideOf(panes: Arrangement, content: PaneContent): Side | null {
  if (samePane(panes.left, content)) return 'left'
  return samePane(panes.right, content) ? 'right' : null
}

/**
 * Opens something where a person would look for it: where it is already; in the pane that shows its like; beside a
 * lone conversation when `roomy` (the window has room for two); else in the pane that was used last.
 */
export function open(
  panes: Arrangement,
  content: PaneContent,
  how: { roomy: boolean; last: Side },
): Arrangement {
  const there = sideOf(panes, content)
  if (there !== null) return { ...panes, shown: there }
  if (panes.right === null) {
    if (panes.left.kind !== content.kind && how.roomy) return beside(panes, content)
    return { left: content, right: null, shown: 'left' }
  }
  const alike = (['left', 'right'] as const).filter((side) => panes[side]?.kind === content.kind)
  const side = alike.length === 1 && alike[0] !== undefined ? alike[0] : how.last
  return side === 'left'
    ? { ...panes, left: content, shown: 'left' }
    : { ...panes, right: content, shown: 'right' }
}

/**
 * Opens something in the right pane. What stood there gives way; but a note beside a note is what one asked for when one
 * is open already: then the conversation does.
 */
export function beside(panes: Arrangement, content: PaneContent): Arrangement {
  const there = sideOf(panes, content)
  if (there === 'right') return { ...panes, shown: 'right' }
  if (there === 'left') return panes.right === null ? panes : { ...swap(panes), shown: 'right' }
  // The conversation stands on the left of a note: it is what one comes back to.
  if (content.kind === 'timeline' && panes.right === null)
    return { left: content, right: panes.left, shown: 'left' }
  const stays = content.kind === 'note' && panes.right?.kind === 'note' ? panes.right : panes.left
  return { left: panes.left.kind === 'timeline' ? stays : panes.left, right: content, shown: 'right' }
}

export function close(panes: Arrangement, side: Side): Arrangement {
  if (panes.right === null) return alone
  return { left: side === 'left' ? panes.right : panes.left, right: null, shown: 'left' }
}

export function swap({ left, right, shown }: Arrangement): Arrangement {
  if (right === null) return { left, right, shown }
  const other: Record<Arrangement['shown'], Arrangement['shown']> = {
    left: 'right',
    right: 'left',
    list: 'list',
  }
  return { left: right, right: left, shown: other[shown] }
}

/** Takes a note off the screen, for when it was archived. */
export function without(panes: Arrangement, content: PaneContent): Arrangement {
  const side = sideOf(panes, content)
  return side === null ? panes : close(panes, side)
}
