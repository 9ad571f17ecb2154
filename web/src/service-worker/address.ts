/** What a browser with Trusted Types has; the types of the web don't know it yet. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): unknown }
}
declare global {
  var trustedTypes: TrustedTypes | undefined
}

const WORKER = '/sw.js'

/**
 * The worker's address, as the pages' policy wants it said: nothing but a policy may name a script, and the only one of ours
 * (`weft`, in server/src/http/headers.ts) knows one address.
 */
export const workerAddress = (types: TrustedTypes | undefined = globalThis.trustedTypes): string =>
  // reason: `register` takes a TrustedScriptURL where there are any; its type says string or URL.
  types === undefined
    ? WORKER
    : (types.createPolicy('weft', { createScriptURL }).createScriptURL(WORKER) as string)

function createScriptURL(url: string): string {
  if (url !== WORKER) throw new TypeError(`not a script of this app: ${url}`)
  return url
}
