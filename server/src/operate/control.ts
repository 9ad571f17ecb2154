import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { archive, type Holdings } from '@weft/persistence'
import { z } from 'zod'
import type { Log } from './log.ts'
import { isOperation, OPERATIONS, type Operation, type Operator } from './operations.ts'
import { problemOf } from './problem.ts'

/** In the data folder: where the running server's control socket is. */
export const CONTROL_RECORD = 'control.json'
/** Gives all that is stored as an archive; with `?all`, also what a load has no need of. */
export const ARCHIVE_PATH = '/archive'
/** A socket's path has some 100 bytes on every system. */
const LONGEST_PATH = 100
/** An imported Markdown file travels through here. */
const LARGEST_REQUEST = 64 * 1024 * 1024

export interface Control {
  close(): Promise<void>
}

/**
 * Takes the operator's commands while the server runs: HTTP over a unix socket in a folder of our own that only this user
 * may enter. Who can reach it could read the data folder too; no further secret is needed.
 */
export async function openControl(
  data: string,
  operator: Operator,
  holdings: Holdings,
  log: Log,
): Promise<Control> {
  // No unix sockets there: commands need the server stopped, and say so.
  if (process.platform === 'win32') return { close: () => Promise.resolve() }
  await forgetLast(data)
  const folder = await mkdtemp(join(shortTemp(), PREFIX))
  const socket = join(folder, 'control')
  const server = createServer((req, res) => {
    handle(req, res, operator, holdings, log).catch((error: unknown) => {
      log.error('control_failed', { error: String(error) })
      res.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(socket, resolve)
  })
  await record(data, { socket, pid: process.pid })
  return {
    async close() {
      await Promise.all([closed(server), rm(join(data, CONTROL_RECORD), { force: true })])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const PREFIX = 'weft-'

/** A server that was killed left its socket's folder behind. It is dead for sure: the data folder is ours now. */
async function forgetLast(data: string): Promise<void> {
  const socket = await recordedSocket(data)
  if (socket === null) return
  const folder = dirname(socket)
  // Whatever a record says, nothing but a folder of ours is deleted.
  if (dirname(folder) === shortTemp() && basename(folder).startsWith(PREFIX))
    await rm(folder, { recursive: true, force: true })
}

const recordSchema = z.object({ socket: z.string() })

/** Where the last server on this folder took commands; null when none said. Whether it still runs only asking can tell. */
export async function recordedSocket(data: string): Promise<string | null> {
  try {
    const json: unknown = JSON.parse(await readFile(join(data, CONTROL_RECORD), 'utf8'))
    const parsed = recordSchema.safeParse(json)
    return parsed.success ? parsed.data.socket : null
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function shortTemp(): string {
  const folder = tmpdir()
  return Buffer.byteLength(folder) + '/weft-XXXXXX/control'.length <= LONGEST_PATH ? folder : '/tmp'
}

/** Whole or not at all: a command that reads it half-written would think that no server runs. */
async function record(data: string, value: { socket: string; pid: number }): Promise<void> {
  const path = join(data, CONTROL_RECORD)
  await writeFile(`${path}.new`, `${JSON.stringify(value)}\n`, { mode: 0o600 })
  await rename(`${path}.new`, path)
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

async function handle(
  req: IncomingMessage,
  res: ServerResponse,
  operator: Operator,
  holdings: Holdings,
  log: Log,
): Promise<void> {
  if (req.method === 'GET') return give(req, res, holdings)
  const name = (req.url ?? '').slice(1)
  if (req.method !== 'POST' || !isOperation(name)) return answer(res, 404, { problem: 'unknown operation' })
  try {
    const json: unknown = JSON.parse(await bodyOf(req))
    answer(res, 200, { result: await perform(operator, name, json) })
  } catch (error) {
    const problem = problemOf(error)
    if (problem === null) log.error('operation_failed', { operation: name, error: String(error) })
    answer(res, 400, { problem: problem?.message ?? `That failed: ${String(error)}` })
  }
}

/** Only what was read whole ends with its proof: of what breaks on the way, whoever reads it knows without being told. */
async function give(req: IncomingMessage, res: ServerResponse, holdings: Holdings): Promise<void> {
  const [path, query] = (req.url ?? '').split('?', 2)
  if (path !== ARCHIVE_PATH) return answer(res, 404, { problem: 'unknown operation' })
  res.writeHead(200, { 'Content-Type': 'application/octet-stream' })
  await pipeline(Readable.from(archive(holdings, { all: query === 'all' })), res)
}

function perform<K extends Operation>(operator: Operator, name: K, json: unknown): Promise<unknown> {
  const request = OPERATIONS[name].request.parse(json) as Parameters<Operator[K]>[0]
  const run = operator[name] as (request: Parameters<Operator[K]>[0]) => Promise<unknown>
  return run(request)
}

function answer(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST_REQUEST) throw new Error('the request is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
