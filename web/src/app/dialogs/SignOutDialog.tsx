import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { troubleText } from '../http.ts'
import page from '../Page.module.css'
import { useSignOut } from '../queries.ts'

interface SignOutDialogProps {
  /** Edits that the server doesn't have yet. */
  readonly unsaved: number
  readonly onClose: () => void
}

export default function SignOutDialog({ unsaved, onClose }: SignOutDialogProps) {
  const signOut = useSignOut()
  return (
    <Dialog
      kind="alert"
      title="Sign out of this browser?"
      onClose={onClose}
      description={
        <>
          To come back you need a new invitation link, and you will be a new person here.
          {unsaved > 0 &&
            ` ${unsaved === 1 ? 'One edit of yours is' : `${unsaved} edits of yours are`} kept here and not on the server yet: wait for a connection before you sign out, or ${unsaved === 1 ? 'it stays' : 'they stay'} on this device alone.`}
        </>
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="danger"
            busy={signOut.isPending}
            onClick={() => signOut.mutate(undefined, { onSuccess: onClose })}
          >
            Sign out
          </Button>
        </>
      }
    >
      {signOut.error !== null && (
        <p className={page.trouble} role="alert">
          {troubleText(signOut.error)}
        </p>
      )}
    </Dialog>
  )
}
