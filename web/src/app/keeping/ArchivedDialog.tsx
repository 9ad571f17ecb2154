import type { SpaceSummary } from '@weft/space/api'
import { ArchiveRestore } from 'lucide-react'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { troubleText } from '../http.ts'
import list from '../members/Members.module.css'
import page from '../Page.module.css'
import { useSpaces } from '../queries.ts'
import { SpaceGlyph } from '../SpaceGlyph.tsx'
import { useArchive } from './queries.ts'
import css from './Record.module.css'

interface ArchivedDialogProps {
  readonly onOpen: (space: SpaceSummary) => void
  readonly onClose: () => void
}

/** The spaces that were put away: to be read, and brought back by who owns them. */
export function ArchivedDialog({ onOpen, onClose }: ArchivedDialogProps) {
  const { spaces } = useSpaces()
  const archived = spaces?.filter((space) => space.archived !== undefined) ?? []
  return (
    <Dialog
      title="Archived spaces"
      description="They can be read, and nobody writes in them. Their owners can bring them back."
      onClose={onClose}
    >
      <ul className={list.list} aria-label="Archived spaces">
        {archived.length === 0 && <li className={list.waiting}>No space is archived.</li>}
        {archived.map((space) => (
          <Archived key={space.id} space={space} onOpen={() => onOpen(space)} />
        ))}
      </ul>
    </Dialog>
  )
}

function Archived({ space, onOpen }: { readonly space: SpaceSummary; readonly onOpen: () => void }) {
  const archive = useArchive(space.id)
  return (
    <li className={list.row} data-archived={space.name}>
      <span aria-hidden>
        <SpaceGlyph name={space.name} icon={space.icon} />
      </span>
      <span className={list.said}>
        <button type="button" className={css.open} onClick={onOpen}>
          {space.name}
        </button>
        {archive.error !== null && (
          <small className={page.trouble} role="alert">
            {troubleText(archive.error)}
          </small>
        )}
      </span>
      {space.role === 'owner' && (
        <Button
          size="s"
          icon={ArchiveRestore}
          busy={archive.isPending}
          aria-label={`Restore ${space.name}`}
          onClick={() => archive.mutate(false)}
        >
          Restore
        </Button>
      )}
    </li>
  )
}
