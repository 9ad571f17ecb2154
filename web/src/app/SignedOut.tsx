import { useQueryClient } from '@tanstack/react-query'
import type { PersonId } from '@weft/space'
import { KeyRound } from 'lucide-react'
import { type FormEvent, useEffect, useState } from 'react'
import { forgetPictures } from '../service-worker/pictures.ts'
import { systemRuntime } from '../sync/system-runtime.ts'
import { Button } from '../ui/Button.tsx'
import { Field } from '../ui/Field.tsx'
import { canHavePasskeys, passkeyTrouble, signInByPasskey } from './devices/ceremonies.ts'
import { forgetPlaces, stripCopies } from './dialogs/device-copies.ts'
import page from './Page.module.css'
import { Page } from './Page.tsx'
import { dropSpaces, welcome } from './queries.ts'
import { secretIn } from './secret.ts'
import { useProvider } from './signin/queries.ts'
import { SignInWith } from './signin/SignInWith.tsx'
import { takeTrouble } from './signin/words.ts'

interface SignedOutProps {
  /** Somebody was signed in here until just now. */
  readonly ended: boolean
  /** As whom this browser was signed out from another device: what it keeps of them goes. */
  readonly strip: PersonId | null
}

/** Nobody is signed in here: how to get in. */
export default function SignedOut({ ended, strip }: SignedOutProps) {
  const kept = useStripped(strip)
  const [link, setLink] = useState('')
  const [error, setError] = useState<string | null>(null)
  const provider = useProvider()
  const [trouble] = useState(() => takeTrouble(location, history))
  useEffect(() => {
    document.title = 'Weft'
  }, [])
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const found = secretIn(link, location.origin)
    if (found === null)
      setError('This isn’t a link to come in by. It looks like …/join#… and is best copied whole.')
    else if ('elsewhere' in found) setError(`This link is for ${found.elsewhere}. Open it there.`)
    else location.assign(`/join#${encodeURIComponent(found.secret)}`)
  }
  return (
    <Page>
      <h1 className={page.title}>{ended ? 'You are signed out' : 'This browser isn’t signed in'}</h1>
      {trouble !== null && (
        <p className={page.trouble} role="alert">
          {trouble}
        </p>
      )}
      <SignInWith next={location.pathname} look="primary" />
      {strip !== null && (
        <p className={page.text} role="status">
          This browser was signed out from another device, and your copies were taken off it.
          {kept > 0 &&
            ' Words that the server never got are still here: sign in again in this browser to put them back.'}
        </p>
      )}
      {canHavePasskeys() && <PasskeyButton look={provider === null ? 'primary' : 'plain'} />}
      <p className={page.text}>
        <strong>New here?</strong> People come to Weft by an invitation link. Ask somebody in a space for one
        (they find it under Share), and open it in this browser, or paste it here.
      </p>
      <p className={page.text}>
        <strong>Signed in on another device?</strong> Open “You and your devices” there, from your name at the
        foot of the sidebar, make a link, and scan it or paste it here.
      </p>
      <form className={page.form} onSubmit={submit}>
        <Field
          label="Link"
          value={link}
          onChange={(event) => {
            setLink(event.target.value)
            setError(null)
          }}
          placeholder={`${location.origin}/join#…`}
          autoComplete="off"
          spellCheck={false}
          error={error}
        />
        <Button type="submit" size="l" disabled={link.trim() === ''}>
          Open the link
        </Button>
      </form>
      <p className={page.small}>
        You run this server? Its first start prints the owner’s link; a new one comes from{' '}
        <code className={page.code}>npx weft owner-link</code>.
      </p>
    </Page>
  )
}

function PasskeyButton({ look }: { readonly look: 'primary' | 'plain' }) {
  const client = useQueryClient()
  const [state, setState] = useState<{ busy: boolean; trouble: string | null }>({
    busy: false,
    trouble: null,
  })
  const signIn = (): void => {
    setState({ busy: true, trouble: null })
    signInByPasskey()
      .then((me) => welcome(client, me))
      .catch((error: unknown) => setState({ busy: false, trouble: passkeyTrouble(error) }))
  }
  return (
    <div className={page.form}>
      <Button look={look} size="l" icon={KeyRound} busy={state.busy} onClick={signIn}>
        Sign in with a passkey
      </Button>
      {state.trouble !== null && (
        <p className={page.trouble} role="alert">
          {state.trouble}
        </p>
      )}
    </div>
  )
}

/** Takes the copies off, and counts those that hold something which is nowhere else. */
function useStripped(person: PersonId | null): number {
  const client = useQueryClient()
  const [kept, setKept] = useState(0)
  useEffect(() => {
    if (person === null) return
    dropSpaces(client)
    forgetPlaces()
    forgetPictures().catch(console.error)
    stripCopies(person, systemRuntime).then(setKept, console.error)
  }, [person, client])
  return kept
}
