import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser'
import { type Me, type Passkey, passkeyOptionsSchema, passkeySchema, signedInSchema } from '@weft/space/api'
import { ask, troubleText } from '../http.ts'

/** Whether this browser, at this address, could have passkeys at all: they are for a name, never for a number. */
export const canHavePasskeys = ({ hostname }: { readonly hostname: string } = location): boolean =>
  isSecureContext && 'PublicKeyCredential' in globalThis && !/^[\d.]+$|:/.test(hostname)

/** Asks the server what to make, the browser to make it, and the server to keep it. */
export async function makePasskey(): Promise<Passkey> {
  const options = await ask('POST', '/api/me/passkeys/options', passkeyOptionsSchema)
  // reason: WebAuthn's own JSON, of which only the browser needs to know more.
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON
  const { id, rawId, type, response } = await startRegistration({ optionsJSON })
  const { clientDataJSON, attestationObject, transports } = response
  return ask('POST', '/api/me/passkeys', passkeySchema, {
    id,
    rawId,
    type,
    response: { clientDataJSON, attestationObject, transports },
  })
}

/** Signs this browser in as the person whose passkey is chosen. */
export async function signInByPasskey(): Promise<Me> {
  const options = await ask('POST', '/api/passkeys/options', passkeyOptionsSchema)
  // reason: as above.
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON
  const { id, rawId, type, response } = await startAuthentication({ optionsJSON })
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  const { me } = await ask('POST', '/api/passkeys/signin', signedInSchema, {
    id,
    rawId,
    type,
    response: { clientDataJSON, authenticatorData, signature, userHandle },
  })
  return me
}

/** What went wrong, for a person; null when they only changed their mind, or took too long, which browsers don't tell apart. */
export function passkeyTrouble(error: unknown): string | null {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'AbortError':
      return null
    case 'InvalidStateError':
      return 'There is a passkey for you here already.'
    case 'NotSupportedError':
    case 'ConstraintError':
      return 'This device can’t keep a passkey that knows you by a fingerprint, a face or a PIN.'
    case 'SecurityError':
      return 'The browser allows no passkeys at this address.'
    default:
      return troubleText(error)
  }
}
