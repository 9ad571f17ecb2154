import { z } from 'zod/mini'
import { forServer } from './parts.ts'

/** Ms since 1970, by the server's clock. */
const time = z.number()

/** A browser that somebody is signed in with. */
export const deviceSchema = z.object({
  id: z.string(),
  /** What kind of browser it is: "Firefox on Windows". */
  name: z.string(),
  /** Since when it is signed in. */
  at: time,
  /** When it last opened a page here, to the hour. */
  seen: time,
  /** The one that asks. */
  current: z.boolean(),
  /** It has a space open now. */
  open: z.boolean(),
})
export type Device = z.infer<typeof deviceSchema>

export const passkeySchema = z.object({
  id: z.string(),
  /** The browser that it was made in. */
  name: z.string(),
  at: time,
  used: z.nullable(time),
  /** Its keeper copies it between the person's devices. */
  synced: z.boolean(),
})
export type Passkey = z.infer<typeof passkeySchema>

/** An account at a provider (`signin.ts`) that signs this person in. DELETE /api/me/accounts/:id → 204. */
export const linkedAccountSchema = z.object({ id: z.string(), issuer: z.string(), at: time })
export type LinkedAccount = z.infer<typeof linkedAccountSchema>

/**
 * GET /api/me/devices → what signs this person in. DELETE /api/me/devices/:id → 204, signs one out; DELETE /api/me/devices →
 * 204, all but the one that asks. Their connections close.
 */
export const devicesSchema = z.object({
  devices: z.array(deviceSchema),
  passkeys: z.array(passkeySchema),
  accounts: z.array(linkedAccountSchema),
  /** The link to another device that is open, without its secret. */
  link: z.nullable(z.object({ expires: time })),
})

/** POST /api/me/devices/link → {url, holds}: opens once, within so many ms. The one before ends. DELETE → 204. */
export const deviceLinkSchema = z.object({ url: z.string(), holds: z.number() })

/**
 * POST /api/me/passkeys/options, POST /api/passkeys/options → what a browser's `navigator.credentials` is asked with, in
 * WebAuthn's own JSON. Answered by POST /api/me/passkeys → Passkey, and POST /api/passkeys/signin → {me} and the device
 * cookie. A challenge is good once, for 5 minutes. DELETE /api/me/passkeys/:id → 204.
 */
export const passkeyOptionsSchema = z.looseObject({ challenge: z.string() })

function bytes(most: number) {
  return z.string().check(z.maxLength(Math.ceil((most * 4) / 3)), z.regex(/^[\w-]*$/, 'not base64url'))
}
export const registerPasskeyRequest = forServer(() =>
  z.object({
    id: bytes(1023),
    rawId: bytes(1023),
    type: z.literal('public-key'),
    response: z.object({
      clientDataJSON: bytes(4096),
      attestationObject: bytes(16_384),
      transports: z.optional(z.array(z.string().check(z.maxLength(32))).check(z.maxLength(8))),
    }),
  }),
)
export type RegisterPasskey = z.infer<typeof registerPasskeyRequest>
export const passkeySignInRequest = forServer(() =>
  z.object({
    id: bytes(1023),
    rawId: bytes(1023),
    type: z.literal('public-key'),
    response: z.object({
      clientDataJSON: bytes(4096),
      authenticatorData: bytes(4096),
      signature: bytes(8192),
      userHandle: z.optional(z.nullable(bytes(64))),
    }),
  }),
)
export type PasskeySignIn = z.infer<typeof passkeySignInRequest>
