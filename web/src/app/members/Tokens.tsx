import type { SpaceId } from '@weft/space'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Choice, Field } from '../../ui/Field.tsx'
import { NoAnswer, troubleText } from '../http.ts'
import page from '../Page.module.css'
import css from './Members.module.css'
import { useCreateToken, useRevokeToken, useTokens } from './queries.ts'
import { ROLE_WORDS, untilText } from './words.ts'

const TERMS = [
  { value: '30', label: 'a month' },
  { value: '365', label: 'a year' },
  { value: '0', label: 'no end' },
] as const
const ROLES = (['member', 'viewer'] as const).map((value) => ({ value, label: ROLE_WORDS[value] }))

/** What lets programs in. A token's secret is shown once, when it is made. */
export function Tokens({ space }: { readonly space: SpaceId }) {
  const tokens = useTokens(space, true)
  const create = useCreateToken(space)
  const revoke = useRevokeToken(space)
  const [making, setMaking] = useState(false)
  const [name, setName] = useState('')
  const [role, setRole] = useState<'member' | 'viewer'>('member')
  const [days, setDays] = useState<(typeof TERMS)[number]['value']>('365')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const term = Number(days)
    create.mutate(
      { name, role, ...(term === 0 ? {} : { days: term }) },
      {
        onSuccess: () => {
          setMaking(false)
          setName('')
        },
      },
    )
  }
  // That the list can't be fetched, the list of members above says already.
  const trouble = create.error ?? revoke.error ?? (tokens.error instanceof NoAnswer ? null : tokens.error)
  return (
    <section className={css.section} aria-label="Programs">
      <h3>Programs</h3>
      {tokens.data?.length === 0 && !making && (
        <p className={css.text}>
          A program reads and writes here, in its own name, with a token that you make for it.
        </p>
      )}
      {trouble !== null && (
        <p className={page.trouble} role="alert">
          {troubleText(trouble)}
        </p>
      )}
      {create.data !== undefined && !making && (
        <div className={css.made}>
          <input
            readOnly
            aria-label="New token"
            data-testid="new-token"
            value={create.data.token}
            onFocus={(event) => event.target.select()}
          />
          <CopyButton text={create.data.token} what="token" autoFocus />
          <small>Copy it now: it isn’t shown again.</small>
        </div>
      )}
      <ul className={css.list}>
        {tokens.data?.map((token) => (
          <li key={token.id} className={css.row} data-token={token.name}>
            <span className={css.said}>
              {token.name}
              <small>
                {ROLE_WORDS[token.role]}, {untilText(token.expires, Date.now())}
              </small>
            </span>
            <Button
              size="s"
              busy={revoke.isPending && revoke.variables === token.id}
              onClick={() => revoke.mutate(token.id)}
            >
              Revoke
            </Button>
          </li>
        ))}
      </ul>
      {making ? (
        <form className={css.form} onSubmit={submit}>
          <Field
            label="What it is for"
            value={name}
            onChange={(event) => setName(event.target.value)}
            maxLength={80}
            required
            autoFocus
          />
          <Choice label="It may" value={role} options={ROLES} onPick={setRole} />
          <Choice label="It holds for" value={days} options={TERMS} onPick={setDays} />
          <Button look="primary" type="submit" busy={create.isPending} disabled={name.trim() === ''}>
            Create token
          </Button>
        </form>
      ) : (
        <Button size="s" onClick={() => setMaking(true)}>
          New token
        </Button>
      )}
    </section>
  )
}
