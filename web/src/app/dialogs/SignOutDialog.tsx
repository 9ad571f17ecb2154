import type { Persona } from '@weft/space'
import { useEffect, useState } from 'react'
import { forgetPictures } from '../../service-worker/pictures.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useDevices } from '../devices/queries.ts'
import { wayBack } from '../devices/words.ts'
import { troubleText } from '../http.ts'
import type { OpenSpaces } from '../open-spaces.ts'
import page from '../Page.module.css'
import { useSignOut, useSpaces } from '../queries.ts'
import { type Copy, copiesOf, draftsOf, forget, removeCopies } from './device-copies.ts'
import { useDialog } from './open-dialog.ts'

interface SignOutDialogProps {
  readonly me: Persona
  readonly open: OpenSpaces
  readonly onClose: () => void
}

/** Signing out takes one's copies off this device, and asks first when the server doesn't have all that is in them. */
export default function SignOutDialog({ me, open, onClose }: SignOutDialogProps) {
  const copies = useCopies(me)
  const { spaces } = useSpaces()
  const { data: devices } = useDevices(false)
  const dialog = useDialog()
  const ways = devices && {
    devices: devices.devices.length - 1,
    passkeys: devices.passkeys.length,
    accounts: devices.accounts.length,
  }
  const stranded = ways !== undefined && ways.devices + ways.passkeys + ways.accounts === 0
  const [drafts] = useState(() => draftsOf(me.id))
  const lacking = copies?.filter((copy) => copy.unsaved > 0) ?? []
  const unsaved = lacking.reduce((sum, copy) => sum + copy.unsaved, 0)
  const signOut = useSignOut({
    // The spaces let go of their copies first; what they still had to keep is kept then, and counted anew.
    leave: async () => {
      await forgetPictures()
      await open.close()
      await removeCopies(me.id, unsaved > 0)
    },
    left: () => forget(me.id),
  })
  const where = lacking.map(
    ({ space }) => spaces?.find((one) => one.id === space)?.name ?? 'a space that you left',
  )
  return (
    <Dialog
      kind="alert"
      title="Sign out of this browser?"
      onClose={onClose}
      description={
        <>
          The copies of your spaces are taken off this device
          {drafts > 0 && `, with ${drafts === 1 ? 'a message' : `${drafts} messages`} that you began`}.{' '}
          {ways !== undefined && wayBack(ways)}
        </>
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {stranded && <Button onClick={() => dialog({ kind: 'devices' })}>Your devices</Button>}
          <Button
            look="danger"
            busy={signOut.isPending || copies === null}
            onClick={() => signOut.mutate(undefined, { onSuccess: onClose })}
          >
            {unsaved > 0 ? `Delete ${unsaved === 1 ? 'it' : 'them'} and sign out` : 'Sign out'}
          </Button>
        </>
      }
    >
      {unsaved > 0 && (
        <p className={page.trouble} role="alert">
          {unsaved === 1 ? 'One edit' : `${unsaved} edits`} in {listed(where)} {unsaved === 1 ? 'is' : 'are'}{' '}
          on this device alone: the server doesn’t have {unsaved === 1 ? 'it' : 'them'}. Open the space and
          wait for “Saved”, or look under its save status for what wasn’t accepted.
        </p>
      )}
      {signOut.error !== null && (
        <p className={page.trouble} role="alert">
          {troubleText(signOut.error)}
        </p>
      )}
    </Dialog>
  )
}

const listed = (names: readonly string[]): string => new Intl.ListFormat('en-GB').format(new Set(names))

/** Null until they are counted. A browser that can't tell has none that could be taken off. */
function useCopies(me: Persona): readonly Copy[] | null {
  const [copies, setCopies] = useState<readonly Copy[] | null>(null)
  useEffect(() => {
    let gone = false
    copiesOf(me.id)
      .catch((error: unknown): readonly Copy[] => {
        console.error(error)
        return []
      })
      .then((found) => {
        if (!gone) setCopies(found)
      })
      .catch(console.error)
    return () => {
      gone = true
    }
  }, [me.id])
  return copies
}
