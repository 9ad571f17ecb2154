import type { SpaceId } from '@weft/space'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { troubleText } from '../http.ts'
import page from '../Page.module.css'
import { useArchive } from './queries.ts'

interface ArchiveDialogProps {
  readonly space: SpaceId
  readonly name: string
  readonly onClose: () => void
}

/** Asks before a space is put away: it ends the writing of everybody in it. */
export function ArchiveDialog({ space, name, onClose }: ArchiveDialogProps) {
  const archive = useArchive(space)
  return (
    <Dialog
      kind="alert"
      title={`Archive ${name}?`}
      description="Everybody can go on reading it, and nobody can write in it, from this moment on. An owner can bring it back at any time; then everybody has the role that they had."
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            autoFocus
            busy={archive.isPending}
            onClick={() => archive.mutate(true, { onSuccess: onClose })}
          >
            Archive
          </Button>
        </>
      }
    >
      {archive.error !== null && (
        <p className={page.trouble} role="alert">
          {troubleText(archive.error)}
        </p>
      )}
    </Dialog>
  )
}
