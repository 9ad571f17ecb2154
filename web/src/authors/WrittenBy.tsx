import type { EntryId } from '@weft/space'
import { Fragment, useMemo } from 'react'
import { troubleText } from '../app/http.ts'
import { useLive } from '../app/live.ts'
import { useSpace } from '../app/space.tsx'
import { momentText } from '../timeline/list/days.ts'
import { Face } from '../ui/Face.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { type Credit, clientsOf, creditsOf } from './credits.ts'
import { type Piece, piecesOfEntry } from './pieces.ts'
import { useAuthors } from './query.ts'
import css from './WrittenBy.module.css'
import { kindText, timeText } from './words.ts'

export interface WrittenByProps {
  /** A timeline entry, or pieces of a note. */
  readonly what: EntryId | readonly Piece[]
  /** Ms since 1970. */
  readonly editedAt?: number | null
}

/** More names than this say no more than their number. */
const SHOWN = 6

/** Who wrote something, and when, by the server's own record. */
export default function WrittenBy({ what, editedAt = null }: WrittenByProps) {
  const { id, session, me } = useSpace()
  const doc = useLive(session.doc)
  const people = useLive(session.people)
  const pieces = useMemo(() => (typeof what === 'string' ? piecesOfEntry(what) : what), [what])
  const { data, error } = useAuthors(id, clientsOf(pieces))
  const named = new Map([...people, ...(data?.people ?? []).map((one) => [one.id, one] as const)])
  const credits = data && creditsOf(pieces, data.authors, { client: doc.clientID, person: me.id })
  return (
    <div className={css.panel} data-testid="written-by" aria-live="polite">
      <h3 className={css.heading}>Written by</h3>
      {error !== null && credits === undefined ? (
        <p className={css.said}>{troubleText(error)}</p>
      ) : credits === undefined ? (
        <Skeleton width={60} />
      ) : (
        <ul>
          {credits.slice(0, SHOWN).map((credit) => {
            const person = credit.person === null ? null : (named.get(credit.person) ?? null)
            const mine = credit.person === me.id
            return (
              <li key={`${credit.kind} ${credit.person}`} className={css.person}>
                <Face person={person ?? { name: '?', dye: 'slate' }} size={24} />
                <span className={css.name} dir="auto">
                  {person?.name ?? 'Somebody'}
                </span>
                {mine && <span className={css.you}>you</span>}
                <span className={css.when}>{said(credit)}</span>
              </li>
            )
          })}
        </ul>
      )}
      {credits !== undefined && credits.length > SHOWN && (
        <p className={css.said}>and {credits.length - SHOWN} more</p>
      )}
      {editedAt !== null && <p className={css.said}>Edited {momentText(editedAt)}</p>}
    </div>
  )
}

const said = (credit: Credit) =>
  [timeText(credit, Date.now()), kindText(credit)]
    .filter((text) => text !== null)
    .map((text, at) => (
      <Fragment key={text}>
        {at > 0 && <br />}
        {text}
      </Fragment>
    ))
