/** An OpenID Connect provider that people may sign in with, as the operator registered this server there. */
export interface ProviderOptions {
  /** Its issuer, exactly as its discovery document spells it. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** What the button calls it. */
  readonly name: string
}
