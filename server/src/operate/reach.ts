import { stat } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { archive, openStore, StoreError } from '@weft/persistence'
import { ARCHIVE_PATH, recordedSocket } from './control.ts'
import { openHouse } from './house.ts'
import { ALL_LIMITS } from './limits.ts'
import { createLog } from './log.ts'
import { isOperation, OPERATIONS, type Operation, type Operator } from './operations.ts'
import { createOperator } from './operator.ts'
import { homeOf } from './origins.ts'
import { Problem } from './problem.ts'
import { systemRuntime } from './system-runtime.ts'

/** A server that is just starting or ending holds the folder, but not yet or no longer its control socket. */
const PATIENCE_MS = 5_000
const RETRY_MS = 100

/**
 * Runs `use` with the operations on a data folder: through the running server when there is one, else by opening the
 * folder here. `make`: whether a folder that doesn't exist is to be made. Throws Problem.
 */
export function withOperator<T>(
  data: string,
  options: { readonly make: boolean },
  use: (operator: Operator) => Promise<T>,
): Promise<T> {
  return either(
    data,
    options,
    (socket) => use(remoteOperator(socket)),
    () => inProcess(data, use),
  )
}

/**
 * Runs `use` with an archive of all that is stored, from the running server or from the folder itself; with `all`, also of what
 * a load has no need of. `warnings`: what was found damaged, and mended, when the folder was opened here. Throws Problem.
 */
export function withArchive<T>(
  data: string,
  options: { readonly all: boolean },
  use: (chunks: AsyncIterable<Uint8Array>, warnings: readonly string[]) => Promise<T>,
): Promise<T> {
  return either(
    data,
    { make: false },
    async (socket) => use(await remoteArchive(socket, options), []),
    async () => {
      const warnings: string[] = []
      const store = await openStore(data, { warn: (what) => warnings.push(what) })
      try {
        return await use(archive(store.holdings, options), warnings)
      } finally {
        await store.close()
      }
    },
  )
}

async function either<T>(
  data: string,
  options: { readonly make: boolean },
  remote: (socket: string) => Promise<T>,
  local: () => Promise<T>,
): Promise<T> {
  if (!options.make && !(await exists(data)))
    throw new Problem(`There is no Weft data in ${data}; name its folder with --data.`)
  const start = systemRuntime.elapsed()
  for (;;) {
    const socket = await recordedSocket(data)
    if (socket !== null && (await answers(socket))) return remote(socket)
    try {
      return await local()
    } catch (error) {
      const busy = error instanceof StoreError && error.code === 'LOCKED'
      if (!busy || systemRuntime.elapsed() - start > PATIENCE_MS) throw error
      await new Promise<void>((resolve) => void systemRuntime.timer(RETRY_MS, resolve))
    }
  }
}

async function inProcess<T>(data: string, use: (operator: Operator) => Promise<T>): Promise<T> {
  const house = await openHouse({
    data,
    limits: ALL_LIMITS,
    runtime: systemRuntime,
    meter: { add() {}, observe() {} },
    log: createLog('warn', process.stderr.isTTY),
  })
  try {
    const served = house.desk.book.get('setting', 'origin')?.value
    return await use(createOperator(house, () => served ?? homeOf('localhost', 4000, [])))
  } finally {
    await house.close()
  }
}

const GONE = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'ENOTSOCK'])

/** Whether a server listens there. */
async function answers(socket: string): Promise<boolean> {
  try {
    await post(socket, '/', '{}')
    return true
  } catch (error) {
    if (GONE.has((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}

function remoteOperator(socket: string): Operator {
  const call = async <K extends Operation>(name: K, wish: unknown): Promise<unknown> => {
    const { status, text } = await post(socket, `/${name}`, JSON.stringify(wish))
    const answer = JSON.parse(text) as { result?: unknown; problem?: string }
    if (status !== 200) throw new Problem(answer.problem ?? `The server answered ${status}.`)
    return OPERATIONS[name].response.parse(answer.result)
  }
  const names = Object.keys(OPERATIONS).filter(isOperation)
  return Object.fromEntries(names.map((name) => [name, (wish: unknown) => call(name, wish)])) as Operator
}

async function remoteArchive(
  socket: string,
  { all }: { readonly all: boolean },
): Promise<AsyncIterable<Uint8Array>> {
  const res = await ask(socket, 'GET', all ? `${ARCHIVE_PATH}?all` : ARCHIVE_PATH, null)
  if (res.statusCode === 200) return untilBroken(res)
  res.resume()
  throw new Problem('The running server is of another version; start it again, then try again.')
}

async function* untilBroken(res: IncomingMessage): AsyncIterable<Uint8Array> {
  try {
    yield* res as AsyncIterable<Uint8Array>
  } catch (error) {
    throw new Problem(
      'The running server broke off: it ended, or can’t read its data, as its log says; try again.',
      { cause: error },
    )
  }
}

async function post(
  socketPath: string,
  path: string,
  body: string,
): Promise<{ status: number; text: string }> {
  const res = await ask(socketPath, 'POST', path, body)
  const chunks: Buffer[] = []
  for await (const chunk of res as AsyncIterable<Buffer>) chunks.push(chunk)
  return { status: res.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }
}

function ask(
  socketPath: string,
  method: string,
  path: string,
  body: string | null,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const req = request({ socketPath, path, method, agent: false }, resolve)
    req.on('error', reject)
    req.end(body ?? undefined)
  })
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
