import type { Passkey } from '@weft/space/api'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import ConfirmDialog from '../../ui/ConfirmDialog.tsx'
import { troubleText } from '../http.ts'
import page from '../Page.module.css'
import { canHavePasskeys, passkeyTrouble } from './ceremonies.ts'
import css from './Devices.module.css'
import { useMakePasskey, useRemovePasskey } from './queries.ts'
import { passkeyText } from './words.ts'

/** What signs one in where no other device is at hand. */
export function Passkeys({ passkeys, now }: { readonly passkeys: readonly Passkey[]; readonly now: number }) {
  const make = useMakePasskey()
  const remove = useRemovePasskey()
  const [asked, setAsked] = useState<Passkey | null>(null)
  const can = canHavePasskeys()
  const trouble =
    make.error !== null
      ? passkeyTrouble(make.error)
      : remove.error !== null
        ? troubleText(remove.error)
        : null
  return (
    <section className={css.section} aria-label="Passkeys">
      <h3>Passkeys</h3>
      {trouble !== null && (
        <p className={page.trouble} role="alert">
          {trouble}
        </p>
      )}
      <ul className={css.list}>
        {passkeys.map((passkey) => (
          <li key={passkey.id} className={css.row} data-passkey={passkey.id}>
            <KeyRound size={18} strokeWidth={1.75} aria-hidden className={css.glyph} />
            <span className={css.said}>
              Passkey from {passkey.name}
              <small>{passkeyText(passkey, now)}</small>
            </span>
            <Button
              size="s"
              busy={remove.isPending && remove.variables === passkey.id}
              onClick={() => setAsked(passkey)}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
      <p className={css.text}>
        {can
          ? 'A passkey signs you in by your fingerprint, face or PIN, also when this device is lost.'
          : 'This browser has no passkeys at this address: they need HTTPS, and a name instead of a number.'}
      </p>
      {can && (
        <Button icon={KeyRound} busy={make.isPending} onClick={() => make.mutate()}>
          {passkeys.length === 0 ? 'Make a passkey' : 'Make another passkey'}
        </Button>
      )}
      {asked !== null && (
        <ConfirmDialog
          title="Remove this passkey?"
          confirm="Remove"
          onConfirm={() => remove.mutate(asked.id)}
          onClose={() => setAsked(null)}
        >
          It signs nobody in any more. Devices that it signed in stay so; sign them out above. Your browser or
          password manager may go on showing it until you delete it there.
        </ConfirmDialog>
      )}
    </section>
  )
}
