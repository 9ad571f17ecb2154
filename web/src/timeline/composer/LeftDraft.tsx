import { type PersonId, readMentions, type SpaceId } from '@weft/space'
import { Copy, Trash2 } from 'lucide-react'
import { useState } from 'react'
import css from '../../status/StatusPanel.module.css'
import { Button } from '../../ui/Button.tsx'
import { useCopy } from '../../ui/copy.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Draft } from './drafts.ts'

interface LeftDraftProps {
  readonly person: PersonId
  readonly space: SpaceId
}

/** A message that was begun in a space that isn't there any more: nowhere else can its words be read (G7). */
export function LeftDraft({ person, space }: LeftDraftProps) {
  const copy = useCopy()
  const [draft] = useState(() => new Draft(localStorage, person, space))
  const [words, setWords] = useState(() =>
    // Nothing is known any more of who is named in it.
    readMentions(draft.read(), ({ sign, name }) => sign + name),
  )
  if (words === '') return null
  return (
    <section className={css.refused}>
      <h3 className={css.heading}>Begun, and not sent</h3>
      <article className={css.work}>
        <p className={css.words}>{words}</p>
        <div className={css.acts}>
          <Button size="s" icon={Copy} onClick={() => copy(words)}>
            Copy words
          </Button>
          <IconButton
            icon={Trash2}
            label="Delete from this device"
            onClick={() => {
              draft.write('')
              setWords('')
            }}
          />
        </div>
      </article>
    </section>
  )
}
