import type { Persona, PersonId } from '@weft/space'
import type { PasskeySignIn, RegisterPasskey } from '@weft/space/api'
import { CHALLENGE_MS } from './challenges.ts'
import type { RecordOf } from './schema.ts'
import type { Site } from './site.ts'

/**
 * WebAuthn's own rules, by @simplewebauthn/server: challenge, origin, relying party, presence and verification of the
 * person, counter, signature. It is loaded when somebody first uses a passkey: it takes a fifth of a second.
 */
const library = () => import('@simplewebauthn/server')

/** EdDSA, ES256, RS256: what authenticators have. */
const ALGORITHMS = [-8, -7, -257]
/** Good for one of the challenges that were asked? */
type Asked = (challenge: string) => boolean
type Record = RecordOf<'passkey'>

/** The person's id is random and says nothing about them: it may stand in an authenticator. */
const handle = (person: PersonId): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(person, 'utf8'))
export const handleOf = (person: PersonId): string => Buffer.from(person, 'utf8').toString('base64url')

const bytesOf = (base64url: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(base64url, 'base64url'))

export async function creationOptions(
  site: Site,
  challenge: string,
  person: Persona,
  known: readonly Record[],
): Promise<{ challenge: string }> {
  const { generateRegistrationOptions } = await library()
  return generateRegistrationOptions({
    rpName: 'Weft',
    rpID: site.id,
    userName: person.name,
    userDisplayName: person.name,
    userID: handle(person.id),
    challenge: bytesOf(challenge),
    timeout: CHALLENGE_MS,
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: known.map(({ credential, transports }) => ({ id: credential, transports })),
    // The passkey alone signs in: it must be found without a name, and its holder must have shown who they are.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

export async function requestOptions(site: Site, challenge: string): Promise<{ challenge: string }> {
  const { generateAuthenticationOptions } = await library()
  return generateAuthenticationOptions({
    rpID: site.id,
    challenge: bytesOf(challenge),
    timeout: CHALLENGE_MS,
    userVerification: 'required',
  })
}

/** What is to be kept of a passkey that was just made; null when it isn't what was asked for. */
export async function checkAttestation(
  site: Site,
  answer: RegisterPasskey,
  asked: Asked,
): Promise<Pick<Record, 'credential' | 'publicKey' | 'counter' | 'transports' | 'synced'> | null> {
  const { verifyRegistrationResponse } = await library()
  const { clientDataJSON, attestationObject, transports = [] } = answer.response
  const checked = await verifyRegistrationResponse({
    response: { ...answer, response: { clientDataJSON, attestationObject }, clientExtensionResults: {} },
    expectedChallenge: asked,
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(refused)
  if (checked === null || !checked.verified) return null
  const { credential, credentialBackedUp } = checked.registrationInfo
  return {
    credential: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    transports,
    synced: credentialBackedUp,
  }
}

/** What a signature says beside that it is good; null when it isn't. */
export async function checkAssertion(
  site: Site,
  answer: PasskeySignIn,
  known: Record,
  asked: Asked,
): Promise<Pick<Record, 'counter' | 'synced'> | null> {
  const { verifyAuthenticationResponse } = await library()
  const { clientDataJSON, authenticatorData, signature } = answer.response
  const checked = await verifyAuthenticationResponse({
    response: {
      ...answer,
      response: { clientDataJSON, authenticatorData, signature },
      clientExtensionResults: {},
    },
    expectedChallenge: asked,
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    requireUserVerification: true,
    credential: {
      id: known.credential,
      publicKey: bytesOf(known.publicKey),
      counter: known.counter,
    },
  }).catch(refused)
  if (checked === null || !checked.verified) return null
  const { newCounter, credentialBackedUp } = checked.authenticationInfo
  return { counter: newCounter, synced: credentialBackedUp }
}

/** The library throws for every rule that is broken, and for bytes that can't be read: to a stranger it is all the same. */
function refused(error: unknown): null {
  if (error instanceof Error) return null
  throw error
}
