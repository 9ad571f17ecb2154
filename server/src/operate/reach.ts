import { stat } from 'node:fs/promises'
import { request } from 'node:http'
import { StoreError } from '@weft/persistence'
import { recordedSocket } from './control.ts'
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
export async function withOperator<T>(
  data: string,
  options: { readonly make: boolean },
  use: (operator: Operator) => Promise<T>,
): Promise<T> {
  if (!options.make && !(await exists(data)))
    throw new Problem(`There is no Weft data in ${data}; name its folder with --data.`)
  const start = systemRuntime.elapsed()
  for (;;) {
    const socket = await recordedSocket(data)
    if (socket !== null && (await answers(socket))) return use(remoteOperator(socket))
    try {
      return await inProcess(data, use)
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

function post(socketPath: string, path: string, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const req = request({ socketPath, path, method: 'POST', agent: false }, (res) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('error', reject)
      res.on('end', () =>
        resolve({ status: res.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      )
    })
    req.on('error', reject)
    req.end(body)
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
