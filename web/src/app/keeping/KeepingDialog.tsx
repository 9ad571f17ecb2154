import type { Keeping } from '../dialogs/open-dialog.ts'
import { ArchiveDialog } from './ArchiveDialog.tsx'
import { ArchivedDialog } from './ArchivedDialog.tsx'
import { DeleteDialog } from './DeleteDialog.tsx'
import { RecordDialog } from './RecordDialog.tsx'

interface KeepingDialogProps {
  readonly of: Keeping
  readonly onGo: (address: string) => void
  readonly onClose: () => void
}

/** The dialogs about a space as a whole, in one part: they are small, and rarely opened. */
export default function KeepingDialog({ of, onGo, onClose }: KeepingDialogProps) {
  const go = (address: string): void => {
    onClose()
    onGo(address)
  }
  if (of === null) return <ArchivedDialog onClose={onClose} onOpen={({ id }) => go(`/s/${id}`)} />
  switch (of.what) {
    case 'archive':
      return <ArchiveDialog {...of} onClose={onClose} />
    case 'delete':
      return <DeleteDialog {...of} onClose={onClose} onDeleted={() => go('/')} />
    case 'record':
      return <RecordDialog {...of} onClose={onClose} />
  }
}
