import type { Persona, SpaceId } from '@weft/space'
import { useContext, useEffect, useMemo, useState } from 'react'
import type { Answer, Question } from '../../find/contract.ts'
import type { Open } from '../../find/feed.ts'
import { Finder } from '../../find/finder.ts'
import { startThread } from '../../find/start-thread.ts'
import { queryOf } from '../../find/words.ts'
import { systemRuntime } from '../../sync/system-runtime.ts'
import { useLive } from '../live.ts'
import type { OpenSpaces } from '../open-spaces.ts'
import { useSpaces } from '../queries.ts'
import { type Space, SpaceContext } from '../space.tsx'

/** What was found in the words that people wrote. */
export type Found =
  /** Too little was typed. */
  | { readonly state: 'idle' }
  /** The code that searches can't be had without a connection. */
  | { readonly state: 'failed' }
  | {
      readonly state: 'asked'
      /** The last answer, which may be to what was typed a moment ago; null before the first. */
      readonly answer: Answer | null
    }

export type Most = Question['most']

/** Looks for words while the palette is open. */
export function useFind(query: string, most: Most, me: Persona, spaces: OpenSpaces): Found {
  const here = useContext(SpaceContext)
  const [finder] = useState(() => {
    spaces.finder ??= new Finder(me.id, startThread, systemRuntime, console.error)
    return spaces.finder
  })
  const open = useOpen(here)
  const asks = queryOf(query) !== null
  const others = useOthers(here?.id ?? null)

  useEffect(() => finder.others(others.split(' ').filter(Boolean) as SpaceId[]), [finder, others])
  useEffect(() => {
    if (asks) finder.ask({ text: query, here: open, most })
    else finder.hush()
  }, [finder, asks, query, open, most])
  useEffect(() => () => finder.rest(), [finder])

  const answer = useLive(finder.answer)
  const failed = useLive(finder.failed)
  return useMemo(
    () => (!asks ? { state: 'idle' } : failed ? { state: 'failed' } : { state: 'asked', answer }),
    [asks, failed, answer],
  )
}

/** Final close codes after which a space isn't this person's to see: nothing of it is found either. */
function useOpen(here: Space | null): Open | null {
  const doc = useLive(here?.session.doc ?? NOTHING)
  const link = useLive(here?.session.link ?? NOTHING)
  const shut = link?.state === 'stopped' && (link.code === 4403 || link.code === 4410)
  // What is around them is made anew at each draw.
  const space = here?.id ?? null
  const open = here?.open ?? null
  return useMemo(
    () =>
      space === null || open === null || doc === null || shut
        ? null
        : { space, doc, timeline: open.timeline(doc) },
    [space, open, doc, shut],
  )
}
const NOTHING = { get: () => null, subscribe: () => () => undefined }

/** The other spaces of the list, as one text that stays the same while they do. */
function useOthers(here: SpaceId | null): string {
  const { spaces } = useSpaces()
  return (spaces ?? [])
    .map(({ id }) => id)
    .filter((id) => id !== here)
    .join(' ')
}
