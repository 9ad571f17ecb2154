import type { Context } from 'hono'
import { z } from 'zod/mini'
import { asSentence } from '../operate/sentence.ts'
import type { Env } from './context.ts'

export type Body<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string }

/** The request's JSON, checked. A form of another site can't send this content type without asking first. */
export async function readBody<T>(c: Context<Env>, schema: z.core.$ZodType<T>): Promise<Body<T>> {
  const type = c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json') return { ok: false, message: 'Send JSON, as application/json.' }
  let json: unknown
  try {
    json = await c.req.json()
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { ok: false, message: 'That is not well-formed JSON.' }
  }
  // A body may take its sender half a minute, and they may be signed out meanwhile.
  if (c.get('who')?.current === false) return { ok: false, message: 'This browser was signed out.' }
  const parsed = z.safeParse(schema, json)
  if (parsed.success) return { ok: true, value: parsed.data }
  const issue = parsed.error.issues[0]
  const where = issue?.path.map(String).join('.') ?? ''
  const what = issue?.message ?? 'not what was asked for'
  return { ok: false, message: asSentence(where === '' ? what : `${where}: ${what}`) }
}
