import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'

/** `[position, characters deleted, text inserted]`, at exactly the version that the transaction's parents make up. */
const patch = z.tuple([z.int().min(0), z.int().min(0), z.string()])
const file = z.object({
  startContent: z.string().optional(),
  endContent: z.string(),
  numAgents: z.int().min(1).optional(),
  txns: z.array(
    z.object({
      parents: z.array(z.int().min(0)).optional(),
      agent: z.int().min(0).optional(),
      patches: z.array(patch),
    }),
  ),
})

export type Patch = z.infer<typeof patch>
export interface Transaction {
  /** The transactions that it was based on, each with all of its own; always earlier ones. */
  readonly parents: readonly number[]
  readonly agent: number
  readonly patches: readonly Patch[]
}
/** A recorded editing session, in the format of josephg/editing-traces; one without agents is one agent's, in sequence. */
export interface Trace {
  readonly start: string
  readonly end: string
  readonly agents: number
  readonly transactions: readonly Transaction[]
}

/** @throws {Error} with one sentence that says what is wrong with the file. */
export async function readTrace(path: string): Promise<Trace> {
  const bytes = await readFile(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return parseTrace(JSON.parse(text))
}

export function parseTrace(value: unknown): Trace {
  const parsed = file.safeParse(value)
  if (!parsed.success) throw new Error(`This isn't a recorded session: ${z.prettifyError(parsed.error)}`)
  const { startContent = '', endContent, txns } = parsed.data
  const transactions = txns.map(({ parents, agent = 0, patches }, i) => ({
    parents: parents ?? (i === 0 ? [] : [i - 1]),
    agent,
    patches,
  }))
  transactions.forEach(({ parents }, i) => {
    if (parents.some((parent) => parent >= i))
      throw new Error(`Transaction ${i} builds on one that comes later.`)
  })
  const agents = 1 + transactions.reduce((most, { agent }) => Math.max(most, agent), 0)
  return { start: startContent, end: endContent, agents, transactions }
}
