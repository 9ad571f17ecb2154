import { randomFillSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createNote, isSpaceId, noteBody, noteId, type PersonId, type SpaceId } from '@weft/space'
import { meSchema } from '@weft/space/api'
import { virtualRuntime } from '@weft/space/testing'
import * as Y from 'yjs'
import { Server } from '../browser/fixtures/server.ts'
import { LiveClient, type Place } from './line.ts'
import { newcomer, play, type Session, until } from './play.ts'
import { readTrace, type Trace } from './trace.ts'

const HELP = `npm run replay -- TRACE.json.gz [--seed N] [--cuts N] [--url URL --space ID --token TOKEN …]

Replays a recorded editing session, one live client for each of its people, into a note of a running Weft, with cuts of
their connections; then checks that every client, and a newcomer, has the recorded text. Without --url it starts a server of
its own on a temporary folder, kills it with kill -9 afterwards, and checks a newcomer once more.

  --seed N   where the cuts fall (default 1)       --cuts N   cuts for each thousand transactions (default 2)
  --url      a running Weft; with --space, and with --token: one for all people of the session, or one for each
`

/** @returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      cuts: { type: 'string', default: '2' },
      url: { type: 'string' },
      space: { type: 'string' },
      token: { type: 'string', multiple: true },
      help: { type: 'boolean', default: false },
    },
  })
  const [path] = positionals
  if (values.help || path === undefined) {
    console.log(HELP)
    return values.help ? 0 : 2
  }
  const trace = await readTrace(path)
  const chance = virtualRuntime(Number(values.seed)).chance
  const given = { trace, chance, cutsPerThousand: Number(values.cuts) }
  try {
    if (values.url === undefined) await onOwnServer(given)
    else await onRunningServer(given, values.url, values.space, values.token ?? [])
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}

interface Given {
  readonly trace: Trace
  readonly cutsPerThousand: number
  chance(): number
}

/** Everything the issue of durability asks: cuts, a newcomer, a kill -9, and a newcomer after it. */
export async function onOwnServer(given: Given, say: (line: string) => void = console.log): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-replay-'))
  const server = new Server(folder, [])
  // A session of hours is played in seconds.
  process.env.WEFT_LIMIT_FRAME_RATE = '0'
  try {
    await server.start()
    const token = async (...where: string[]): Promise<{ token: string; space: SpaceId }> =>
      JSON.parse(await server.command('token', 'create', '--json', ...where))
    const first = await token('--new-space', 'Replay', '--name', 'Agent 1')
    const tokens = [first.token]
    for (let i = 2; i <= given.trace.agents; i++)
      tokens.push((await token('--space', first.space, '--name', `Agent ${i}`)).token)
    const link = await server.command('invite', 'create', '--space', first.space, '--role', 'viewer')
    say(`To watch: ${link.trim()}`)
    const session = await start({ origin: server.origin, space: first.space }, given, tokens)
    await replay(session, say)
    await server.kill()
    await server.start()
    await newcomer({ ...session, origin: server.origin })
    say('The server was killed with kill -9 and started again: a newcomer has the recorded text.')
  } finally {
    delete process.env.WEFT_LIMIT_FRAME_RATE
    await server.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

async function onRunningServer(
  given: Given,
  url: string,
  space: string | undefined,
  tokens: readonly string[],
) {
  if (!isSpaceId(space)) throw new Error('Say which space with --space ID.')
  const [first] = tokens
  if (first === undefined)
    throw new Error('Say with --token who writes; one for each person, or one for all.')
  const each = Array.from({ length: given.trace.agents }, (_, i) => tokens[i] ?? first)
  await replay(await start({ origin: url, space }, given, each), console.log)
}

async function replay(session: Session, say: (line: string) => void): Promise<void> {
  const { trace } = session
  const { seconds, cuts, acked } = await play(session)
  const rate = Math.round(trace.transactions.length / seconds)
  say(
    `${trace.transactions.length} transactions by ${trace.agents} in ${seconds.toFixed(1)} s (${rate}/s), ${cuts} cuts, ` +
      `${acked} messages acknowledged: every client has the recorded text of ${trace.end.length} characters.`,
  )
  await newcomer(session)
  say('A newcomer has it too.')
}

/** Makes the note that is played into, with the text that the session starts from. */
async function start(place: Place, given: Given, tokens: readonly string[]): Promise<Session> {
  const [token = ''] = tokens
  const live = new LiveClient(place, token, 'Agent 1')
  const note = noteId((bytes) => void randomFillSync(bytes))
  try {
    await live.synced()
    createNote(live.doc, {
      id: note,
      title: 'A recorded session',
      by: await personOf(place, token),
      at: Date.now(),
    })
    const block = noteBody(live.doc, note)?.get(0)
    if (!(block instanceof Y.XmlElement)) throw new Error('a new note has no first block')
    block.insert(0, [new Y.XmlText(given.trace.start)])
    await until('the note is acknowledged', () => live.saved, [live])
  } finally {
    live.end()
  }
  return { ...place, ...given, note, tokens, progress }
}

/** Whom a token stands for: a note says who made it, and the server sees to it that it is true. */
async function personOf({ origin }: Place, token: string): Promise<PersonId> {
  const answer = await fetch(`${origin}/api/me`, { headers: { authorization: `Bearer ${token}` } })
  return meSchema.parse(await answer.json()).person.id
}

function progress(done: number): void {
  if (process.stdout.isTTY && done % 1000 < 20) process.stdout.write(`\r${done} `)
}
