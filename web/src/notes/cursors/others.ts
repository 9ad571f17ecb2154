import { $getAnchorAndFocusForUserState, type BindingV2 } from '@lexical/yjs'
import { DYES, type Dye, type NoteId } from '@weft/space'
import * as Y from 'yjs'
import { cursorField } from '../binding/note-provider.ts'

/** Somebody else's cursor in this note, in terms of the shared document. */
export interface OtherCursor {
  readonly client: number
  readonly name: string
  readonly dye: Dye
  readonly anchorPos: Y.RelativePosition
  readonly focusPos: Y.RelativePosition
}

/**
 * The cursors of others in a note. Name and colour are what the server stamped on the state; where the cursor is, its
 * sender says, so it is taken apart with care.
 */
export function othersIn(states: ReadonlyMap<number, unknown>, own: number, note: NoteId): OtherCursor[] {
  const found: OtherCursor[] = []
  for (const [client, state] of states) {
    if (client === own || !isRecord(state)) continue
    const { user, [cursorField(note)]: cursor } = state
    if (!isRecord(user) || typeof user.name !== 'string' || !isRecord(cursor) || cursor.focusing !== true)
      continue
    const anchorPos = positionOf(cursor.anchorPos)
    const focusPos = positionOf(cursor.focusPos)
    if (anchorPos === null || focusPos === null) continue
    found.push({
      client,
      name: user.name,
      dye: DYES.find((dye) => dye === user.dye) ?? 'slate',
      anchorPos,
      focusPos,
    })
  }
  return found
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** A position by name would create that root type in the document; ours are always inside of the note. */
function positionOf(value: unknown): Y.RelativePosition | null {
  if (!isRecord(value) || (value.tname ?? null) !== null) return null
  const ids = [value.type ?? null, value.item ?? null]
  if (ids.every((id) => id === null) || !ids.every((id) => id === null || isId(id))) return null
  return Y.createRelativePositionFromJSON(value)
}
const isId = (value: unknown): boolean =>
  isRecord(value) &&
  Number.isSafeInteger(value.client) &&
  Number.isSafeInteger(value.clock) &&
  Number(value.clock) >= 0

/** A place in the editor: a node and an offset in it. */
export interface Spot {
  readonly key: string
  readonly offset: number
}

/** Where a cursor is in this editor, or null if that isn't shown here (yet). */
export function $spotsOf(binding: BindingV2, cursor: OtherCursor): { anchor: Spot; focus: Spot } | null {
  const { name, anchorPos, focusPos } = cursor
  try {
    const found = $getAnchorAndFocusForUserState(binding, {
      name,
      color: '',
      focusing: true,
      awarenessData: {},
      anchorPos,
      focusPos,
    })
    const { anchorKey, anchorOffset, focusKey, focusOffset } = found
    if (anchorKey === null || focusKey === null) return null
    return { anchor: { key: anchorKey, offset: anchorOffset }, focus: { key: focusKey, offset: focusOffset } }
  } catch {
    // A position made of ids that this document doesn't have, or that are no text: a wrong claim, shown nowhere.
    return null
  }
}
