import type { LinkedAccount } from '@weft/space/api'
import { IdCard } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import ConfirmDialog from '../../ui/ConfirmDialog.tsx'
import { troubleText } from '../http.ts'
import page from '../Page.module.css'
import css from './Devices.module.css'
import { useUnlink } from './queries.ts'
import { dayWords, hostOf } from './words.ts'

/** The accounts elsewhere that sign one in: each is a way in that one should know of. */
export function Accounts({
  accounts,
  now,
}: {
  readonly accounts: readonly LinkedAccount[]
  readonly now: number
}) {
  const unlink = useUnlink()
  const [asked, setAsked] = useState<LinkedAccount | null>(null)
  return (
    <section className={css.section} aria-label="Accounts">
      <h3>Accounts that sign you in</h3>
      {unlink.error !== null && (
        <p className={page.trouble} role="alert">
          {troubleText(unlink.error)}
        </p>
      )}
      <ul className={css.list}>
        {accounts.map((account) => (
          <li key={account.id} className={css.row} data-account={account.id}>
            <IdCard size={18} strokeWidth={1.75} aria-hidden className={css.glyph} />
            <span className={css.said}>
              {hostOf(account.issuer)}
              <small>Since {dayWords(account.at, now).replace(/^on /, '')}</small>
            </span>
            <Button
              size="s"
              busy={unlink.isPending && unlink.variables === account.id}
              onClick={() => setAsked(account)}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
      {asked !== null && (
        <ConfirmDialog
          title={`Remove the account at ${hostOf(asked.issuer)}?`}
          confirm="Remove"
          onConfirm={() => unlink.mutate(asked.id)}
          onClose={() => setAsked(null)}
        >
          It doesn’t sign you in any more: whoever uses it here from now on is a new person. Devices that it
          signed in stay so; sign them out above.
        </ConfirmDialog>
      )}
    </section>
  )
}
