import { type Mention, noteView, readMentions } from '@weft/space'
import { useCallback } from 'react'
import { titleText, useSpace } from '../../app/space.tsx'

/** What stands for a mention, as of now: the name that it has, or had when it was written. */
export function useShownName(): (mention: Mention) => string {
  const { session, me } = useSpace()
  return useCallback(
    ({ sign, id, name }) => {
      if (sign === '@') return sign + (session.people.get().get(id)?.name ?? (id === me.id ? me.name : name))
      const note = noteView(session.doc.get(), id)
      return sign + (note === null ? name : titleText(note))
    },
    [session, me],
  )
}

/** A message's text for where no mention can be shown: copied, or read out. */
export function useReadable(): (text: string) => string {
  const shown = useShownName()
  return useCallback((text) => readMentions(text, shown), [shown])
}
