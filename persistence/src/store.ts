import { GroupCommit } from './commit.ts'
import type { Holdings, OrderedBytes, Store, StoreError, StoreOptions } from './contract.ts'
import { checkFormat } from './format.ts'
import { Log } from './log/log.ts'
import { SmallRecords } from './records.ts'

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
  return new OverBytes(bytes, options.queueBytes ?? QUEUE_BYTES, warn)
}

class OverBytes implements Store {
  readonly log: Log
  readonly records: SmallRecords
  readonly holdings: Holdings
  readonly #bytes: OrderedBytes
  readonly #commit: GroupCommit
  #closing: Promise<void> | null = null

  constructor(bytes: OrderedBytes, queueBytes: number, warn: (what: string) => void) {
    this.#bytes = bytes
    this.#commit = new GroupCommit(bytes, queueBytes)
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

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await this.log.close()
    await this.#commit.close()
    await this.#bytes.close()
  }
}
