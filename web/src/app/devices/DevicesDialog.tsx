import type { Persona } from '@weft/space'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Face } from '../../ui/Face.tsx'
import { useNow } from '../../ui/now.ts'
import { useDialog } from '../dialogs/open-dialog.ts'
import { troubleText } from '../http.ts'
import page from '../Page.module.css'
import { Accounts } from './Accounts.tsx'
import { DeviceList } from './DeviceList.tsx'
import css from './Devices.module.css'
import { LinkToDevice } from './LinkToDevice.tsx'
import { Passkeys } from './Passkeys.tsx'
import { useDevices } from './queries.ts'

const MINUTE = 60_000

/** Who one is here, and everything by which one can be it. */
export default function DevicesDialog({
  me,
  onClose,
}: {
  readonly me: Persona
  readonly onClose: () => void
}) {
  const dialog = useDialog()
  const { data, error } = useDevices()
  const now = useNow(MINUTE)
  return (
    <Dialog title="You and your devices" onClose={onClose}>
      <div className={css.you}>
        <Face person={me} size={40} />
        <b>{me.name}</b>
        <Button size="s" onClick={() => dialog({ kind: 'profile' })}>
          Name and colour
        </Button>
      </div>
      {error !== null && data === undefined && (
        <p className={page.trouble} role="alert">
          {troubleText(error)}
        </p>
      )}
      {data === undefined ? (
        error === null && <p className={css.text}>Asking the server…</p>
      ) : (
        <>
          <DeviceList devices={data.devices} now={now} />
          <LinkToDevice open={data.link !== null} />
          <Passkeys passkeys={data.passkeys} now={now} />
          {data.accounts.length > 0 && <Accounts accounts={data.accounts} now={now} />}
        </>
      )}
    </Dialog>
  )
}
