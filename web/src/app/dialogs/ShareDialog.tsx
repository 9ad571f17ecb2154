import type { SpaceId } from '@weft/space'
import { Link } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Choice } from '../../ui/Field.tsx'
import { troubleText } from '../http.ts'
import { LocalOnly } from '../LocalOnly.tsx'
import { useInvite } from '../members/queries.ts'
import page from '../Page.module.css'
import css from './ShareDialog.module.css'

const ROLES = [
  { value: 'member', label: 'read and write' },
  { value: 'viewer', label: 'read only' },
] as const
const TERMS = [
  { value: '24', label: 'a day' },
  { value: '168', label: 'a week' },
  { value: '720', label: 'a month' },
] as const
const USES = [
  { value: '1', label: 'one person' },
  { value: '10', label: 'up to 10 people' },
  { value: '100', label: 'up to 100 people' },
] as const

/** Makes an invitation link for this space. */
export default function ShareDialog({
  space,
  name,
  onClose,
}: {
  readonly space: SpaceId
  readonly name: string
  readonly onClose: () => void
}) {
  const [role, setRole] = useState<'member' | 'viewer'>('member')
  const [hours, setHours] = useState<(typeof TERMS)[number]['value']>('168')
  const [uses, setUses] = useState<(typeof USES)[number]['value']>('10')
  const invite = useInvite(space)
  const change =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      // A link says what it says: other terms need another one.
      invite.reset()
      set(value)
    }
  return (
    <Dialog
      title={`Share ${name}`}
      description="Whoever opens the link can join this space. Send it only to them."
      onClose={onClose}
    >
      <div className={css.terms}>
        <Choice label="They can" value={role} options={ROLES} onPick={change(setRole)} />
        <Choice label="It lets in" value={uses} options={USES} onPick={change(setUses)} />
        <Choice label="It holds for" value={hours} options={TERMS} onPick={change(setHours)} />
      </div>
      {invite.error !== null && (
        <p className={page.trouble} role="alert">
          {troubleText(invite.error)}
        </p>
      )}
      {invite.data === undefined ? (
        <Button
          look="primary"
          icon={Link}
          autoFocus
          busy={invite.isPending}
          onClick={() => invite.mutate({ role, hours: Number(hours), uses: Number(uses) })}
        >
          Create link
        </Button>
      ) : (
        <MadeLink url={invite.data.url} />
      )}
    </Dialog>
  )
}

function MadeLink({ url }: { readonly url: string }) {
  return (
    <>
      <div className={css.made}>
        <input
          className={css.link}
          aria-label="Invitation link"
          data-testid="invite-link"
          readOnly
          value={url}
          onFocus={(event) => event.target.select()}
        />
        <CopyButton text={url} what="link" autoFocus />
        <p className={css.hint}>It is shown only now: the server keeps no copy that could be read.</p>
      </div>
      <LocalOnly url={url} />
    </>
  )
}
