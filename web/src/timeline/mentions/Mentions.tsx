import { Suspense } from 'react'
import { lazyPart } from '../../ui/lazy-part.tsx'
import type { MentionListProps } from './MentionList.tsx'

/** Without a line one writes on, and names nobody; it is asked for again with the next sign. */
export const MentionList = lazyPart(
  () => import('./MentionList.tsx'),
  () => null,
)

/** Helps to name people and notes in a field, from the first @ or # in it. */
export const Mentions = (props: MentionListProps) =>
  /[@#]/.test(props.text) && (
    <Suspense fallback={null}>
      <MentionList {...props} />
    </Suspense>
  )
