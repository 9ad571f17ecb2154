import { type ApiError, apiErrorSchema } from '@weft/space/api'

/** What a schema is here: parsing that says whether it fits. */
interface Schema<T> {
  safeParse(value: unknown): { readonly success: true; readonly data: T } | { readonly success: false }
}
type Code = ApiError['error']['code']

/** The server answered, and said no. `retryAfter` in seconds. */
export class Refusal extends Error {
  readonly status: number
  readonly code: Code
  readonly retryAfter: number | null
  constructor(status: number, error: ApiError['error']) {
    super(error.message)
    this.name = 'Refusal'
    this.status = status
    this.code = error.code
    this.retryAfter = error.retryAfter ?? null
  }
}
/** Nothing came back: no network, or no server. Trying again later may help. */
export class NoAnswer extends Error {
  constructor(cause: unknown) {
    super('The server can’t be reached.', { cause })
    this.name = 'NoAnswer'
  }
}
/** Something came back that isn't Weft's: a proxy's page, or another version. */
export class StrangeAnswer extends Error {
  constructor(status: number) {
    super(`The server gave an answer that this page doesn’t understand (${status}). Reload the page.`)
    this.name = 'StrangeAnswer'
  }
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** For answers without content (204). */
export const nothing: Schema<null> = { safeParse: () => ({ success: true, data: null }) }

/** Asks the server and checks what it answers. Throws `Refusal`, `NoAnswer` or `StrangeAnswer`. */
export async function ask<T>(method: Method, path: string, schema: Schema<T>, body?: unknown): Promise<T> {
  const response = await reach(method, path, body)
  const text = await response.text()
  const answer = json(text)
  if (!response.ok) {
    const error = apiErrorSchema.safeParse(answer)
    if (error.success) throw new Refusal(response.status, error.data.error)
    // A proxy in front of a server that is down answers for it.
    throw response.status >= 500 ? new NoAnswer(response.status) : new StrangeAnswer(response.status)
  }
  const parsed = schema.safeParse(answer)
  if (!parsed.success) throw new StrangeAnswer(response.status)
  return parsed.data
}

async function reach(method: Method, path: string, body: unknown): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(15_000),
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
  } catch (cause) {
    throw new NoAnswer(cause)
  }
}

function json(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: no schema fits undefined, so this becomes a StrangeAnswer.
    return undefined
  }
}

/** What went wrong, for a person. The server's own sentences are made for that. */
export const troubleText = (error: unknown): string =>
  error instanceof Refusal || error instanceof NoAnswer || error instanceof StrangeAnswer
    ? error.message
    : 'Something went wrong in this page. Reload it.'
