import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { PasskeySignIn, RegisterPasskey } from '@weft/space/api'

/** What a test may have it say that isn't so. */
export interface Lie {
  readonly origin?: string
  readonly rpId?: string
  readonly counter?: number
  readonly userHandle?: string | null
  /** The person was there, but hasn't shown who they are. */
  readonly unverified?: boolean
  readonly type?: string
}

const sha256 = (bytes: string | Uint8Array): Buffer => createHash('sha256').update(bytes).digest()
const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/** An authenticator with one ES256 passkey, for tests: signs what it is asked to, and lies when it is told to. */
export class SoftAuthenticator {
  readonly id = base64url(randomBytes(16))
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  readonly #origin: string
  #userHandle = ''
  counter = 0

  constructor(origin: string) {
    this.#origin = origin
  }

  /** Answers `navigator.credentials.create`. */
  create(options: { challenge: string; user: { id: string } }, lie: Lie = {}): RegisterPasskey {
    this.#userHandle = options.user.id
    const id = Buffer.from(this.id, 'base64url')
    const credential = Buffer.concat([Buffer.alloc(16), uint16(id.length), id, coseKey(this.#keys.publicKey)])
    const authData = Buffer.concat([this.#data(lie, 0x40), credential])
    const attestation = map([
      [text('fmt'), text('none')],
      [text('attStmt'), map([])],
      [text('authData'), bytes(authData)],
    ])
    return {
      ...this.#named(),
      response: {
        clientDataJSON: this.#client('webauthn.create', options.challenge, lie),
        attestationObject: base64url(attestation),
        transports: ['internal'],
      },
    }
  }

  /** Answers `navigator.credentials.get`. */
  get(options: { challenge: string }, lie: Lie = {}): PasskeySignIn {
    const clientDataJSON = this.#client('webauthn.get', options.challenge, lie)
    const authData = this.#data(lie, 0)
    const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, 'base64url'))])
    return {
      ...this.#named(),
      response: {
        clientDataJSON,
        authenticatorData: base64url(authData),
        signature: base64url(sign('sha256', signed, this.#keys.privateKey)),
        userHandle: lie.userHandle === undefined ? this.#userHandle : lie.userHandle,
      },
    }
  }

  #named(): { id: string; rawId: string; type: 'public-key' } {
    return { id: this.id, rawId: this.id, type: 'public-key' }
  }

  #client(type: string, challenge: string, lie: Lie): string {
    const said = { type: lie.type ?? type, challenge, origin: lie.origin ?? this.#origin, crossOrigin: false }
    return base64url(Buffer.from(JSON.stringify(said)))
  }

  /** Authenticator data (WebAuthn 3, 6.1): whose, flags, counter. */
  #data(lie: Lie, more: number): Buffer {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(lie.counter ?? this.counter)
    const flags = 0x01 | (lie.unverified === true ? 0 : 0x04) | more
    return Buffer.concat([sha256(lie.rpId ?? new URL(this.#origin).hostname), Buffer.of(flags), counter])
  }
}

/** As much of CBOR (RFC 8949) as a passkey needs. */
const head = (major: number, n: number): Buffer => {
  if (n < 24) return Buffer.of((major << 5) | n)
  return n < 256 ? Buffer.of((major << 5) | 24, n) : Buffer.of((major << 5) | 25, n >> 8, n & 255)
}
const int = (n: number): Buffer => (n >= 0 ? head(0, n) : head(1, -1 - n))
const bytes = (value: Uint8Array): Buffer => Buffer.concat([head(2, value.length), value])
const text = (value: string): Buffer => Buffer.concat([head(3, value.length), Buffer.from(value)])
const map = (pairs: readonly (readonly [Buffer, Buffer])[]): Buffer =>
  Buffer.concat([head(5, pairs.length), ...pairs.flat()])
const uint16 = (n: number): Buffer => Buffer.of(n >> 8, n & 255)

/** An EC2 key on P-256 for ES256 (RFC 9053, 7.1.1). */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return map([
    [int(1), int(2)],
    [int(3), int(-7)],
    [int(-1), int(1)],
    [int(-2), bytes(Buffer.from(x, 'base64url'))],
    [int(-3), bytes(Buffer.from(y, 'base64url'))],
  ])
}
