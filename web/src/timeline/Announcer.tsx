import type { Persona, PersonId, TimelineItem } from '@weft/space'
import { useEffect, useRef, useState } from 'react'
import { systemRuntime } from '../sync/system-runtime.ts'
import { useReadable } from './mentions/names.ts'

/** More than so many at once came from being away, and nobody wants them all read out. */
const MOST = 5
/** Ms for which the words stand where readers find them; later they would be found a second time. */
const STANDS = 1_500

interface AnnouncerProps {
  readonly items: readonly TimelineItem[]
  readonly me: PersonId
  readonly authorOf: (id: PersonId) => Persona | null
}

/** Reads out what others write while this page is open; the list itself draws rows as it scrolls and must stay silent. */
export function Announcer({ items, me, authorOf }: AnnouncerProps) {
  const seen = useRef(items.length)
  const [said, setSaid] = useState('')
  const readable = useReadable()
  useEffect(() => {
    const newest = items.at(-1)
    const grew = items.length - seen.current
    seen.current = items.length
    if (grew < 1 || grew > MOST || newest?.type !== 'message' || newest.by === me) return
    setSaid(`${authorOf(newest.by)?.name ?? 'Somebody'}: ${readable(newest.text).slice(0, 300)}`)
  }, [items, me, authorOf, readable])
  useEffect(() => (said === '' ? undefined : systemRuntime.timer(STANDS, () => setSaid(''))), [said])
  return (
    <div className="sr-only" aria-live="polite">
      {said}
    </div>
  )
}
