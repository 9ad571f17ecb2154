import { type FormEvent, useEffect, useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { Field } from '../ui/Field.tsx'
import page from './Page.module.css'
import { Page } from './Page.tsx'
import { secretIn } from './secret.ts'
import { useProvider } from './signin/queries.ts'
import { SignInWith } from './signin/SignInWith.tsx'
import { takeTrouble } from './signin/words.ts'

/** Nobody is signed in here: how to get in. `ended`: somebody was, until just now. */
export default function SignedOut({ ended }: { readonly ended: boolean }) {
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
      setError('This isn’t an invitation link. It looks like …/join#… and is best copied whole.')
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
      <p className={page.text}>
        {provider === null ? 'People come' : 'Or come'} to Weft by an invitation link. Ask somebody in a space
        for one (they find it under Share), and open it in this browser, or paste it here.
      </p>
      <form className={page.form} onSubmit={submit}>
        <Field
          label="Invitation link"
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
        <Button
          type="submit"
          look={provider === null ? 'primary' : 'plain'}
          size="l"
          disabled={link.trim() === ''}
        >
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
