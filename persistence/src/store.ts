import { randomUUID } from 'node:crypto'
import { GroupCommit } from './commit.ts'
import type { Holdings, OrderedBytes, Store, StoreError, StoreOptions } from './contract.ts'
import { checkFormat, signature } from './format.ts'
import { Log } from './log/log.ts'
import { SmallRecords } from './records.ts'
import { Revival } from './revival.ts'
import { SwappedBytes } from './swapped.ts'

const QUEUE_BYTES = 256 * 1024 * 1024

export const warnProcess = (what: string): void => process.emitWarning(what, 'WeftStore')

/** A store over any ordered bytes, which it closes. `where` names them in messages. Throws StoreError. */
export async function storeOver(
  bytes: OrderedBytes,
  where: string,
  options: StoreOptions = {},
): Promise<Store> {
  const warn = options.warn ?? warnProcess
  try {
    await checkFormat(bytes, where, warn)
  } catch (error) {
    await bytes.close()
    throw error
  }
  return new OverBytes(bytes, where, { ...options, warn })
}

class OverBytes implements Store {
  readonly log: Log
  readonly records: SmallRecords
  readonly holdings: Holdings
  readonly #where: string
  readonly #bytes: OrderedBytes
  readonly #commit: GroupCommit
  readonly #revival: Revival | null
  #reopening: Promise<void> | null = null
  #closing: Promise<void> | null = null

  constructor(
    disk: OrderedBytes,
    where: string,
    { queueBytes = QUEUE_BYTES, again, warn }: StoreOptions & Required<Pick<StoreOptions, 'warn'>>,
  ) {
    const own = signature(randomUUID())
    const bytes = new SwappedBytes(disk)
    this.#where = where
    this.#bytes = bytes
    this.#revival = again ? new Revival(bytes, own.value, again) : null
    this.#commit = new GroupCommit(bytes, queueBytes, [own])
    const log = new Log(bytes, this.#commit)
    const records = new SmallRecords(bytes, this.#commit, warn)
    this.log = log
    this.records = records
    this.holdings = {
      small: () => records.all(),
      spaces: () => log.spaces(),
      read: (space, options) => log.read(space, options),
      since: (space, after) => log.since(space, after),
      adopt: (space, stored) => log.adopt(space, stored),
    }
  }

  get failure(): StoreError | null {
    const refusal = this.#commit.refusal
    return refusal?.code === 'CLOSED' ? null : refusal
  }

  reopen(): Promise<void> {
    this.#reopening ??= this.#reopen().finally(() => {
      this.#reopening = null
    })
    return this.#reopening
  }

  async #reopen(): Promise<void> {
    const { failure } = this
    if (failure === null) return
    if (this.#revival === null) throw failure
    await this.#revival.run(this.#commit.unsure, this.#where)
    if (this.#closing !== null) return
    this.log.renew()
    this.#commit.renew()
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    // However it ends: those who asked for it are told.
    await this.#reopening?.catch(() => undefined)
    await this.log.close()
    await this.#commit.close()
    await this.#bytes.close()
  }
}
