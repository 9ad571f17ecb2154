import type { QueryClient } from '@tanstack/react-query'
import type { PersonId, Timeline, Unread } from '@weft/space'
import { seenSchema } from '@weft/space/api'
import { type Doc, getState } from 'yjs'
import { ask, NoAnswer, Refusal } from '../../app/http.ts'
import { setUnread } from '../../app/unread.ts'
import type { SpaceSession } from '../../sync/contract.ts'
import { systemRuntime } from '../../sync/system-runtime.ts'
import { reachOf } from './seen.ts'
import { toTell } from './telling.ts'

/** Ms between two words about what was seen: at least; and for each screen that is here, as all of them say the like. */
const PACE = 1_000
const PACE_EACH = 50

export interface Looking {
  readonly client: QueryClient
  readonly session: SpaceSession
  readonly doc: Doc
  readonly timeline: Timeline
  readonly me: PersonId
  /** What the list says is new, as of now. */
  unread(): Unread | null
}

/** Somebody has the conversation before them: the server is told what they see of it, until `stop`. Loaded when the first one looks. */
export function tellSeen({ client, session, doc, timeline, me, unread }: Looking): {
  /** The list has changed. */
  readonly again: () => void
  readonly stop: () => void
} {
  // Of what was here before, the list says whether it is new.
  const told = new Map(reachOf(doc))
  let resting: (() => void) | null = null
  let ended = false
  const again = (): void => {
    if (resting !== null || ended) return
    const reach = toTell({
      items: timeline.items,
      me,
      clock: (id) => getState(doc.store, id),
      told,
      unread: unread(),
    })
    if (reach.length === 0) return
    const pace = Math.max(PACE, PACE_EACH * session.awareness.get().getStates().size)
    resting = systemRuntime.timer(pace, () => {
      resting = null
      again()
    })
    tell(client, session, reach).then((heard) => {
      if (heard) for (const [id, clock] of reach) told.set(id, clock)
    }, console.error)
  }
  const forget = timeline.subscribe(again)
  again()
  return {
    again,
    stop() {
      ended = true
      resting?.()
      forget()
    },
  }
}

/** False when the server couldn't be told: then it is still new to them, everywhere. */
async function tell(
  client: QueryClient,
  { space }: SpaceSession,
  reach: readonly (readonly [number, number])[],
): Promise<boolean> {
  try {
    const { unread } = await ask('POST', `/api/spaces/${space}/seen`, seenSchema, { reach })
    setUnread(client, space, unread)
    return true
  } catch (error) {
    if (error instanceof NoAnswer || error instanceof Refusal) return false
    throw error
  }
}
