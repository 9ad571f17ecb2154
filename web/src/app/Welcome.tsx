import { MessagesSquare } from 'lucide-react'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { useDialog } from './dialogs/open-dialog.ts'

/** For somebody who has no space yet. */
export default function Welcome({ name }: { readonly name: string }) {
  const dialog = useDialog()
  return (
    <EmptyState
      page
      icon={MessagesSquare}
      title={`Welcome, ${name}`}
      actions={
        <Button look="primary" onClick={() => dialog({ kind: 'newSpace' })}>
          Create a space
        </Button>
      }
    >
      A space is a conversation with notes beside it, for the people you invite. Create the first one, or open
      an invitation link to join one.
    </EmptyState>
  )
}
