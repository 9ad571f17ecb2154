import type { Device } from '@weft/space/api'
import { Laptop, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import ConfirmDialog from '../../ui/ConfirmDialog.tsx'
import { useDialog } from '../dialogs/open-dialog.ts'
import { troubleText } from '../http.ts'
import page from '../Page.module.css'
import css from './Devices.module.css'
import { useEndDevice, useEndOthers } from './queries.ts'
import { deviceText } from './words.ts'

/** What is asked before it is done: another device can't take it back. */
type Question = { readonly kind: 'one'; readonly device: Device } | { readonly kind: 'others' }

/** Where one is signed in; this device first. */
export function DeviceList({ devices, now }: { readonly devices: readonly Device[]; readonly now: number }) {
  const dialog = useDialog()
  const end = useEndDevice()
  const endOthers = useEndOthers()
  const [asked, setAsked] = useState<Question | null>(null)
  const trouble = end.error ?? endOthers.error
  const list = devices.toSorted((a, b) => Number(b.current) - Number(a.current))
  return (
    <section className={css.section} aria-label="Devices">
      <h3>Where you are signed in</h3>
      {trouble !== null && (
        <p className={page.trouble} role="alert">
          {troubleText(trouble)}
        </p>
      )}
      <ul className={css.list}>
        {list.map((device) => {
          const Glyph = /iPhone|iPad|Android/.test(device.name) ? Smartphone : Laptop
          return (
            <li key={device.id} className={css.row} data-device={device.current ? 'this' : 'other'}>
              <Glyph size={18} strokeWidth={1.75} aria-hidden className={css.glyph} />
              <span className={css.said}>
                <span>
                  {device.name}
                  {device.current && <em className={css.this}>this device</em>}
                </span>
                <small>{deviceText(device, now)}</small>
              </span>
              <Button
                size="s"
                busy={end.isPending && end.variables === device.id}
                aria-label={device.current ? 'Sign out of this device' : `Sign out ${device.name}`}
                onClick={() =>
                  device.current ? dialog({ kind: 'signOut' }) : setAsked({ kind: 'one', device })
                }
              >
                Sign out
              </Button>
            </li>
          )
        })}
      </ul>
      {devices.length > 1 && (
        <Button size="s" busy={endOthers.isPending} onClick={() => setAsked({ kind: 'others' })}>
          Sign out all others
        </Button>
      )}
      {asked !== null && (
        <ConfirmDialog
          title={asked.kind === 'one' ? `Sign out ${asked.device.name}?` : 'Sign out all other devices?'}
          confirm="Sign out"
          onConfirm={() => (asked.kind === 'one' ? end.mutate(asked.device.id) : endOthers.mutate())}
          onClose={() => setAsked(null)}
        >
          {asked.kind === 'one' ? 'It is' : 'They are'} shut out at once. The next time{' '}
          {asked.kind === 'one' ? 'it is' : 'they are'} online, your copies of spaces go from{' '}
          {asked.kind === 'one' ? 'it' : 'them'}, but for words that were never sent. Passkeys stay.
        </ConfirmDialog>
      )}
    </section>
  )
}
