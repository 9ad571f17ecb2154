import type { Dye } from '@weft/space'
import type { Look, Me } from '@weft/space/api'
import { Link2Off, WifiOff } from 'lucide-react'
import { type FormEvent, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Face } from '../ui/Face.tsx'
import { Field } from '../ui/Field.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { DyePicker } from './DyePicker.tsx'
import { NoAnswer, Refusal, troubleText } from './http.ts'
import { useAccept, useLook } from './join-queries.ts'
import { joinWords, linkTrouble } from './join-words.ts'
import page from './Page.module.css'
import { Page } from './Page.tsx'
import { useWho } from './queries.ts'
import { keepSecret, takeSecret } from './secret.ts'
import { SignInWith } from './signin/SignInWith.tsx'

/** `/join`: shows what an invitation link leads to, asks who comes, and lets them in. */
export default function JoinScreen({ secret: first }: { readonly secret: string | null }) {
  const [secret, setSecret] = useState(first)
  useEffect(() => {
    document.title = 'Join · Weft'
    // A second link opened in the same tab changes the fragment alone.
    const another = (): void => setSecret((old) => takeSecret(location, history) ?? old)
    another()
    addEventListener('hashchange', another)
    return () => removeEventListener('hashchange', another)
  }, [])
  const look = useLook(secret)
  const who = useWho()
  if (secret === null) return <Trouble error={null} />
  if (look.error !== null) return <Trouble error={look.error} again={() => void look.refetch()} />
  if (look.data === undefined || who.state === 'asking')
    return (
      <Page>
        <Skeleton width={70} />
        <Skeleton width={90} />
      </Page>
    )
  const me = who.state === 'known' ? who.me : null
  return look.data.kind === 'device' ? (
    <DeviceLink key={secret} secret={secret} look={look.data} me={me} />
  ) : (
    <Invitation key={secret} secret={secret} look={look.data} me={me} />
  )
}

/** A link from another device: the person is known, and nobody becomes them by accident. */
function DeviceLink({
  secret,
  look,
  me,
}: {
  readonly secret: string
  readonly look: Look & { readonly kind: 'device' }
  readonly me: Me | null
}) {
  const [, navigate] = useLocation()
  const accept = useAccept()
  const words = joinWords(look)
  const code = accept.error instanceof Refusal ? accept.error.code : null
  if (code?.startsWith('link_') === true || code === 'too_many_devices')
    return <Trouble error={accept.error} />
  const same = me?.person.id === look.person.id
  return (
    <Page>
      <h1 className={page.title}>{same ? 'You are signed in already' : words.title}</h1>
      {me === null ? (
        <p className={page.text}>{words.text}</p>
      ) : (
        <div className={page.as}>
          <Face person={me.person} size={28} />
          <span>
            This browser is signed in as <strong>{me.person.name}</strong>.
            {!same &&
              ` Sign out first to become ${look.person.name} here, or open the link in another browser.`}
          </span>
        </div>
      )}
      {accept.error !== null && (
        <p className={page.trouble} role="alert">
          {troubleText(accept.error)}
        </p>
      )}
      {me === null ? (
        <Button
          look="primary"
          size="l"
          busy={accept.isPending}
          autoFocus
          onClick={() => accept.mutate({ secret }, { onSuccess: () => navigate('/', { replace: true }) })}
        >
          {words.action}
        </Button>
      ) : (
        <Button look="primary" size="l" autoFocus onClick={() => navigate('/', { replace: true })}>
          Go to Weft
        </Button>
      )}
      {me === null && <p className={page.small}>{words.until}</p>}
    </Page>
  )
}

function Invitation({
  secret,
  look,
  me,
}: {
  readonly secret: string
  readonly look: Exclude<Look, { kind: 'device' }>
  readonly me: Me | null
}) {
  const [, navigate] = useLocation()
  const [name, setName] = useState('')
  const [dye, setDye] = useState<Dye | null>(null)
  const accept = useAccept()
  const words = joinWords(look)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    accept.mutate(
      { secret, ...(me === null ? { name: name.trim(), ...(dye === null ? {} : { dye }) } : {}) },
      { onSuccess: ({ space }) => navigate(space === null ? '/' : `/s/${space}`, { replace: true }) },
    )
  }
  const refused = accept.error instanceof Refusal ? accept.error.code : null
  if (refused?.startsWith('link_') === true) return <Trouble error={accept.error} />
  return (
    <Page>
      <h1 className={page.title}>{words.title}</h1>
      <p className={page.text}>{words.text}</p>
      <form className={page.form} onSubmit={submit}>
        {me === null ? (
          <>
            <Field
              label="Your name"
              hint="As the others will see it."
              value={name}
              onChange={(event) => setName(event.target.value)}
              autoComplete="name"
              maxLength={80}
              required
              autoFocus
              error={refused === 'name_needed' ? 'A name is needed.' : null}
            />
            <DyePicker name={name} value={dye ?? look.dye} onPick={setDye} />
          </>
        ) : (
          <div className={page.as}>
            <Face person={me.person} size={28} />
            <span>
              You are signed in as <strong>{me.person.name}</strong>.
            </span>
          </div>
        )}
        {accept.error !== null && refused !== 'name_needed' && (
          <p className={page.trouble} role="alert">
            {troubleText(accept.error)}
          </p>
        )}
        <Button
          type="submit"
          look="primary"
          size="l"
          busy={accept.isPending}
          disabled={me === null && name.trim() === ''}
        >
          {words.action}
        </Button>
      </form>
      {me === null && <SignInWith next="/join" leaving={() => keepSecret(secret)} />}
      {words.until !== null && <p className={page.small}>{words.until}</p>}
    </Page>
  )
}

function Trouble({ error, again }: { readonly error: Error | null; readonly again?: () => void }) {
  const [, navigate] = useLocation()
  const words = linkTrouble(
    error instanceof Refusal ? error.code : null,
    error === null ? null : troubleText(error),
  )
  return (
    <main className={page.page}>
      <EmptyState
        page
        icon={error instanceof NoAnswer ? WifiOff : Link2Off}
        title={words.title}
        actions={
          <>
            {again !== undefined && error instanceof NoAnswer && (
              <Button look="primary" onClick={again}>
                Try again
              </Button>
            )}
            <Button onClick={() => navigate('/')}>Go to Weft</Button>
          </>
        }
      >
        {words.text}
      </EmptyState>
    </main>
  )
}
