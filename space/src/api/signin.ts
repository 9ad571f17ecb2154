import { z } from 'zod/mini'
import { forServer } from './parts.ts'

/** GET /api/signin → {provider}: with what people may sign in here, beside links; null for nothing. For everybody. */
export const signinSchema = z.object({
  /** `name`: what its button says. `linked`: an account there is one of the ways in of whoever asks. */
  provider: z.nullable(z.object({ name: z.string(), linked: z.boolean() })),
})
export type Signin = z.infer<typeof signinSchema>

/**
 * POST /api/signin/provider {next?} → {url}: where to send the browser; it comes back to `next`, a path of the app. Asked by
 * somebody who is signed in, the provider's account becomes one more way in for them.
 */
export const signinRequest = forServer(() =>
  z.object({
    next: z.optional(
      z.string().check(z.maxLength(500), z.regex(/^\/(?![/\\])[^\\\s]*$/, 'not a path of the app')),
    ),
  }),
)
export const signinStartedSchema = z.object({ url: z.string().check(z.regex(/^https?:\/\//)) })

/**
 * GET /api/signin/callback: where the provider sends the browser back to. 303 to `next`, signed in; or to `/?signin=<why not>`.
 * `expired`: begun too long ago, or in another browser. `denied`: the provider said no. `taken`: the account is another person's here.
 * `too_many_devices`: they are signed in on as many as there may be.
 */
export const signinTroubleSchema = z.enum([
  'expired',
  'denied',
  'taken',
  'failed',
  'too_many',
  'too_many_devices',
])
export type SigninTrouble = z.infer<typeof signinTroubleSchema>
