import { Button } from '../../ui/Button.tsx'
import { troubleText } from '../http.ts'
import page from '../Page.module.css'
import { useBeginSignin, useProvider } from './queries.ts'

/**
 * Leads to the team's provider, where there is one and it isn't linked yet. `next`: the path to come back to; `leaving`:
 * before the page goes; `verb`: what it is for.
 */
export function SignInWith({
  next,
  leaving,
  look = 'plain',
  verb = 'Sign in with',
}: {
  readonly next: string
  readonly leaving?: () => void
  readonly look?: 'primary' | 'plain'
  readonly verb?: 'Sign in with' | 'Link'
}) {
  const provider = useProvider()
  const begin = useBeginSignin()
  if (provider === null || provider.linked) return null
  const go = (): void =>
    begin.mutate(next, {
      onSuccess: ({ url }) => {
        leaving?.()
        location.assign(url)
      },
    })
  return (
    <div className={page.form}>
      {/* Once the page is on its way out, a second press would only begin anew. */}
      <Button look={look} size="l" busy={begin.isPending || begin.isSuccess} onClick={go}>
        {verb} {provider.name}
      </Button>
      {begin.error !== null && (
        <p className={page.trouble} role="alert">
          {troubleText(begin.error)}
        </p>
      )}
    </div>
  )
}
