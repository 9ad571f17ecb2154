import { type SigninTrouble, signinTroubleSchema } from '@weft/space/api'

const WORDS: Readonly<Record<SigninTrouble, string>> = {
  expired: 'That took too long, or began in another browser. Sign in again.',
  denied: 'The sign-in was refused there. Nothing was changed here.',
  taken: 'That account belongs to another person here.',
  failed:
    'The sign-in didn’t hold. Try again; if it goes on, whoever runs this server finds the reason in its log.',
  too_many_devices:
    'You are signed in on too many devices. On one of them, open “You and your devices” and sign out those that you don’t use.',
  too_many: 'Too many tries in a short time. Wait a little, then sign in again.',
}

/** Why a sign-in with a provider came to nothing, out of the address that it came back to, which is clean again. */
export function takeTrouble(
  location: Pick<Location, 'search' | 'pathname' | 'hash'>,
  history: Pick<History, 'replaceState' | 'state'>,
): string | null {
  const told = new URLSearchParams(location.search).get('signin')
  if (told === null) return null
  history.replaceState(history.state, '', location.pathname + location.hash)
  const trouble = signinTroubleSchema.safeParse(told)
  return WORDS[trouble.success ? trouble.data : 'failed']
}
