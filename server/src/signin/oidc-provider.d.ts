/** The little of oidc-provider that the test's provider uses; the package brings no types of its own. */
declare module 'oidc-provider' {
  import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

  interface Account {
    readonly accountId: string
    claims(): Record<string, unknown>
  }
  export default class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>)
    callback(): RequestListener
    interactionDetails(
      req: IncomingMessage,
      res: ServerResponse,
    ): Promise<{
      readonly params: { readonly client_id: string }
      readonly prompt: { readonly name: string }
    }>
    interactionFinished(req: IncomingMessage, res: ServerResponse, result: unknown): Promise<void>
    readonly Grant: new (of: {
      accountId: string
      clientId: string
    }) => { addOIDCScope(scope: string): void; save(): Promise<string> }
    on(event: 'server_error', listener: (ctx: unknown, error: Error) => void): this
  }
  export type { Account }
}
