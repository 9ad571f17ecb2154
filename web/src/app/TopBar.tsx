import { setMeta } from '@weft/space'
import { ChevronLeft, PanelLeftOpen } from 'lucide-react'
import { useRef, useState } from 'react'
import { Faces } from '../presence/Faces.tsx'
import { StatusPill } from '../status/StatusPill.tsx'
import { Button } from '../ui/Button.tsx'
import { useFocusAfter } from '../ui/focus.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { RenameField } from '../ui/RenameField.tsx'
import { useDialog } from './dialogs/open-dialog.ts'
import { useMeta, useReading, useSpace } from './space.tsx'
import css from './TopBar.module.css'
import { usePanes } from './use-panes.ts'

interface TopBarProps {
  /** The name from the server's list, until the document tells its own. */
  readonly listed: string
  readonly narrow: boolean
  /** Brings the sidebar back; null while it is there. */
  readonly onUnfold: (() => void) | null
}

export function TopBar({ listed, narrow, onUnfold }: TopBarProps) {
  const { id, session } = useSpace()
  const meta = useMeta()
  const reading = useReading()
  const panes = usePanes()
  const dialog = useDialog()
  const [editing, setEditing] = useState(false)
  const topic = useRef<HTMLButtonElement | null>(null)
  useFocusAfter(editing, topic)
  const name = meta.name || listed
  const mayWrite = reading === null
  return (
    <header className={css.top}>
      {narrow && (
        <IconButton
          icon={ChevronLeft}
          label="Spaces and notes"
          className={css.back ?? ''}
          onClick={() => panes.show('list')}
        />
      )}
      {onUnfold !== null && (
        <IconButton
          icon={PanelLeftOpen}
          label="Show sidebar"
          keys="Mod+\"
          data-fold
          className={css.unfold ?? ''}
          onClick={onUnfold}
        />
      )}
      <h1 className={css.name}>{name}</h1>
      <div className={css.topic}>
        {editing ? (
          <RenameField
            label="Topic"
            value={meta.topic}
            maxLength={500}
            mayBeEmpty
            className={css.write ?? ''}
            placeholder="What this space is about"
            onRename={(topic) => setMeta(session.doc.get(), { topic })}
            onDone={() => setEditing(false)}
          />
        ) : mayWrite ? (
          <button
            ref={topic}
            type="button"
            className={css.edit}
            aria-label={meta.topic === '' ? 'Add a topic' : `Topic: ${meta.topic}. Edit`}
            onClick={() => setEditing(true)}
          >
            {meta.topic === '' ? <span className={css.add}>Add a topic</span> : meta.topic}
          </button>
        ) : (
          <span className={css.edit}>{meta.topic}</span>
        )}
      </div>
      <Faces />
      <StatusPill />
      {mayWrite && !narrow && (
        <Button
          look="primary"
          size="s"
          className={css.share}
          onClick={() => dialog({ kind: 'share', space: id, name })}
        >
          Share
        </Button>
      )}
    </header>
  )
}
