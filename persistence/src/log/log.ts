import type { GroupCommit } from '../commit.ts'
import {
  type Loaded,
  type LogSize,
  type OrderedBytes,
  type Seq,
  StoreError,
  type UpdateLog,
} from '../contract.ts'
import { frame } from '../frame.ts'
import { after, LOG, recordKey, spaceOf, spacePrefix, under } from '../keys.ts'
import { deletions } from './compact.ts'
import { type Ledger, range, survey, tally } from './ledger.ts'
import { read } from './load.ts'
import { snapshotWrites } from './snapshot.ts'

/** The log over any ordered bytes. Appends take their seq at once and go on together; all else of a space takes turns. */
export class Log implements UpdateLog {
  readonly #bytes: OrderedBytes
  readonly #commit: GroupCommit
  /** One small entry for each space used since the start. A rejected one refuses appends until the space is loaded. */
  readonly #ledgers = new Map<string, Promise<Ledger>>()
  readonly #turns = new Map<string, Promise<unknown>>()
  readonly #dropping = new Set<string>()
  #underWay = 0
  #state: 'open' | 'closing' = 'open'
  #closed: () => void = () => undefined

  constructor(bytes: OrderedBytes, commit: GroupCommit) {
    this.#bytes = bytes
    this.#commit = commit
  }

  append(space: string, bytes: Uint8Array): Promise<Seq> {
    return this.#enter(() => this.#append(space, bytes))
  }

  async #append(space: string, bytes: Uint8Array): Promise<Seq> {
    const prefix = spacePrefix(space)
    // Always through the same number of promises: whoever called first takes the lower seq.
    const ledger = await this.#ledger(space, prefix)
    if (this.#dropping.has(space)) throw new StoreError('CLOSED', `The space ${space} is being deleted`)
    if (this.#commit.full(bytes.length)) throw this.#refuse(space)
    const seq = ledger.last + 1
    const key = recordKey(prefix, seq)
    const value = frame(key, seq, bytes)
    ledger.last = seq
    ledger.records++
    ledger.bytes += value.length
    await this.#commit.write([{ put: key, value }])
    return seq
  }

  load(space: string): Promise<Loaded> {
    return this.#inTurn(space, async () => {
      const prefix = spacePrefix(space)
      await this.#commit.settled()
      await this.#forgetRefusal(space)
      const { stored, moves, ...loaded } = await read(this.#bytes, prefix, space)
      // A failure to move is the store's failure, which the next write tells; what is good is returned all the same.
      if (this.#commit.refusal === null) await this.#commit.write(moves).catch(() => this.#commit.refusal)
      if (!this.#ledgers.has(space))
        this.#ledgers.set(
          space,
          Promise.resolve({
            last: loaded.last,
            snapshot: loaded.snapshot?.seq ?? 0,
            records: loaded.records.length,
            bytes: stored,
          }),
        )
      return loaded
    })
  }

  compact(space: string, through: Seq, snapshot: Uint8Array): Promise<void> {
    return this.#inTurn(space, async () => {
      const prefix = spacePrefix(space)
      const ledger = await this.#ledger(space, prefix)
      if (through === ledger.snapshot && through > 0) return
      // What is covered must be on the disk before it is covered.
      await this.#commit.settled()
      if (!Number.isSafeInteger(through) || through <= ledger.snapshot || through > ledger.last)
        throw new RangeError(
          `A snapshot of ${space} through ${through}: not between ${ledger.snapshot} and ${ledger.last}`,
        )
      for (const ops of snapshotWrites(prefix, { seq: through, bytes: snapshot }))
        await this.#commit.write(ops)
      const covered = await tally(this.#bytes, prefix, ledger.snapshot + 1, through + 1)
      ledger.snapshot = through
      ledger.records -= covered.records
      ledger.bytes -= covered.bytes
      for await (const ops of deletions(this.#bytes, prefix, through)) await this.#commit.write(ops)
    })
  }

  size(space: string): Promise<LogSize> {
    return this.#enter(async () => {
      const { records, bytes } = await this.#ledger(space, spacePrefix(space))
      return { records, bytes }
    })
  }

  async *spaces(): AsyncIterable<string> {
    let from = LOG.from
    for (;;) {
      const next = await first(this.#bytes.keys(from, LOG.to, { limit: 1 }))
      if (next === undefined) return
      const space = spaceOf(next)
      if (space === null) {
        from = Uint8Array.of(...next, 0)
        continue
      }
      yield space
      from = after(spacePrefix(space))
    }
  }

  drop(space: string): Promise<void> {
    this.#dropping.add(space)
    return this.#inTurn(space, async () => {
      try {
        await this.#commit.settled()
        const ops = []
        for await (const key of this.#bytes.keys(...range(under(spacePrefix(space))))) ops.push({ del: key })
        await this.#commit.write(ops)
        this.#ledgers.delete(space)
      } finally {
        this.#dropping.delete(space)
      }
    })
  }

  /** Takes nothing more; resolves when what is under way has ended. Part of the store's `close`. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#state = 'closing'
      this.#closed = resolve
      if (this.#underWay === 0) resolve()
    })
  }

  #ledger(space: string, prefix: Uint8Array): Promise<Ledger> {
    const known = this.#ledgers.get(space)
    if (known !== undefined) return known
    const opened = survey(this.#bytes, prefix)
    this.#ledgers.set(space, opened)
    return opened
  }

  #refuse(space: string): StoreError {
    const error = new StoreError('BUSY', 'The disk is too slow: too much is waiting to be written')
    const refused = Promise.reject(error)
    // Those who ask for it are told; nobody may ask.
    refused.catch(() => error)
    this.#ledgers.set(space, refused)
    return error
  }

  async #forgetRefusal(space: string): Promise<void> {
    const ledger = this.#ledgers.get(space)
    const refused = await ledger?.then(
      () => false,
      () => true,
    )
    if (refused && this.#ledgers.get(space) === ledger) this.#ledgers.delete(space)
  }

  /** A store that is closed while something still reads would take the ground from under it. */
  async #enter<T>(run: () => Promise<T>): Promise<T> {
    if (this.#state === 'closing') throw new StoreError('CLOSED', 'The store was closed')
    this.#underWay++
    try {
      return await run()
    } finally {
      this.#underWay--
      if (this.#underWay === 0) this.#closed()
    }
  }

  /** One after the other for a space; a failed one doesn't stop the next. */
  #inTurn<T>(space: string, run: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(space) ?? Promise.resolve()
    const turn = this.#enter(() => before.then(run, run))
    this.#turns.set(space, turn)
    const done = (): void => {
      if (this.#turns.get(space) === turn) this.#turns.delete(space)
    }
    turn.then(done, done)
    return turn
  }
}

async function first<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item
  return undefined
}
