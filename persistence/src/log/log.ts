import type { GroupCommit } from '../commit.ts'
import {
  type Loaded,
  type LogRecord,
  type LogSize,
  type Op,
  type OrderedBytes,
  type Seq,
  type StoredSpace,
  StoreError,
  type UpdateLog,
} from '../contract.ts'
import { frame } from '../frame.ts'
import { after, LOG, recordKey, spaceOf, spacePrefix, under } from '../keys.ts'
import { adoption } from './adopt.ts'
import { deletions, tally } from './compact.ts'
import { everything } from './everything.ts'
import { Ledgers } from './ledgers.ts'
import { read } from './load.ts'
import { readRecords } from './records.ts'
import { snapshotWrites } from './snapshot.ts'
import { Turns } from './turns.ts'

/** The log over any ordered bytes. Appends take their seq at once and go on together; all else of a space takes turns. */
export class Log implements UpdateLog {
  readonly #bytes: OrderedBytes
  readonly #commit: GroupCommit
  readonly #ledgers: Ledgers
  readonly #turns = new Turns()
  readonly #dropping = new Set<string>()
  /** Grows whenever the disk was opened again. */
  #opening = 0
  #underWay = 0
  #state: 'open' | 'closing' = 'open'
  #closed: () => void = () => undefined

  constructor(bytes: OrderedBytes, commit: GroupCommit) {
    this.#bytes = bytes
    this.#commit = commit
    this.#ledgers = new Ledgers(bytes)
  }

  append(space: string, bytes: Uint8Array): Promise<Seq> {
    return this.#enter(async () => {
      const prefix = spacePrefix(space)
      const opening = this.#opening
      // Always through the same number of promises: whoever called first takes the lower seq.
      const ledger = await this.#ledgers.of(space)
      this.#assertStill(opening)
      if (this.#dropping.has(space)) throw new StoreError('CLOSED', `The space ${space} is being deleted`)
      if (this.#commit.full(bytes.length))
        ledger.refusal ??= new StoreError('BUSY', 'The disk is too slow: too much is waiting to be written')
      if (ledger.refusal) throw ledger.refusal
      const seq = ledger.last + 1
      const key = recordKey(prefix, seq)
      const value = frame(key, seq, bytes)
      ledger.last = seq
      ledger.size = { records: ledger.size.records + 1, bytes: ledger.size.bytes + value.length }
      await this.#commit.write([{ put: key, value }])
      return seq
    })
  }

  load(space: string): Promise<Loaded> {
    return this.#inTurn(space, async () => {
      // In this order: the appends that wait for the ledger come before us, and give the commit their records.
      await this.#ledgers.forgive(space)
      await this.#commit.settled()
      const reading = await read(this.#bytes, spacePrefix(space), space)
      await this.#ledgers.update(space, reading)
      await this.#tidy(reading.moves)
      const { snapshot, records, damaged, last } = reading
      return { snapshot, records, damaged, last }
    })
  }

  compact(space: string, through: Seq, snapshot: Uint8Array): Promise<void> {
    return this.#inTurn(space, async () => {
      const prefix = spacePrefix(space)
      const opening = this.#opening
      const ledger = await this.#ledgers.of(space)
      this.#assertStill(opening)
      if (through === ledger.snapshot && through > 0) return
      if (!Number.isSafeInteger(through) || through <= ledger.snapshot || through > ledger.last)
        throw new RangeError(
          `A snapshot of ${space} through ${through}: not between ${ledger.snapshot} and ${ledger.last}`,
        )
      // What is covered must be on the disk before it is covered.
      await this.#commit.settled()
      for (const ops of snapshotWrites(prefix, { seq: through, bytes: snapshot }))
        await this.#commit.write(ops)
      const covered = await tally(this.#bytes, prefix, ledger.snapshot + 1, through + 1)
      ledger.snapshot = through
      ledger.size = {
        records: ledger.size.records - covered.records,
        bytes: ledger.size.bytes - covered.bytes,
      }
      for await (const ops of deletions(this.#bytes, prefix, through)) await this.#commit.write(ops)
    })
  }

  size(space: string): Promise<LogSize> {
    return this.#enter(async () => (await this.#ledgers.of(space)).size)
  }

  async *spaces(): AsyncIterable<string> {
    let [from, to] = LOG
    for (;;) {
      const next = await first(this.#bytes.keys(from, to, { limit: 1 }))
      if (next === undefined) return
      const space = spaceOf(next)
      if (space !== null) yield space
      from = space === null ? Uint8Array.of(...next, 0) : after(spacePrefix(space))
    }
  }

  drop(space: string): Promise<void> {
    this.#dropping.add(space)
    return this.#inTurn(space, async () => {
      try {
        await this.#commit.settled()
        const ops: Op[] = []
        for await (const key of this.#bytes.keys(...under(spacePrefix(space)))) ops.push({ del: key })
        await this.#commit.write(ops)
        this.#ledgers.forget(space)
        await this.#bytes.erase?.(...under(spacePrefix(space)))
      } finally {
        this.#dropping.delete(space)
      }
    })
  }

  /** See `Holdings`. In turn: a compaction would delete what is being read. */
  read(space: string, { all = false }: { readonly all?: boolean } = {}): Promise<StoredSpace> {
    return this.#inTurn(space, async () => {
      const prefix = spacePrefix(space)
      const reading = await read(this.#bytes, prefix, space)
      if (all) return everything(this.#bytes, prefix, space, reading)
      const { snapshot, records, damaged, last } = reading
      return { snapshots: snapshot ? [snapshot] : [], records, damaged, last }
    })
  }

  /** See `Holdings`. */
  since(space: string, seq: Seq): Promise<readonly LogRecord[]> {
    return this.#inTurn(space, async () => (await readRecords(this.#bytes, spacePrefix(space), seq)).good)
  }

  /** See `Holdings`. */
  adopt(space: string, stored: Pick<StoredSpace, 'snapshots' | 'records'>): Promise<void> {
    return this.#inTurn(space, async () => {
      const prefix = spacePrefix(space)
      await this.#commit.settled()
      if ((await first(this.#bytes.keys(...under(prefix), { limit: 1 }))) !== undefined)
        throw new RangeError(`There is something of the space ${space} here already`)
      for (const ops of adoption(prefix, stored)) await this.#commit.write(ops)
      this.#ledgers.forget(space)
    })
  }

  /** The disk was opened again, and holds what was resolved, and nothing else. */
  renew(): void {
    this.#opening++
    this.#ledgers.forgetAll()
  }

  /** What was begun before the disk failed has given out numbers that were never stored. */
  #assertStill(opening: number): void {
    if (opening !== this.#opening) throw new StoreError('IO', 'The disk failed meanwhile, and is well again')
  }

  /** Takes nothing more; resolves when what is under way has ended. Part of the store's `close`. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#state = 'closing'
      this.#closed = resolve
      if (this.#underWay === 0) resolve()
    })
  }

  /** Sets damage aside if the disk still takes it. A space opens from what is good, whether or not it does. */
  async #tidy(moves: readonly Op[]): Promise<void> {
    if (moves.length === 0) return
    try {
      await this.#commit.write(moves)
    } catch (error) {
      // The store keeps this failure, and every later write rejects with it.
      if (error !== this.#commit.refusal) throw error
    }
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

  #inTurn<T>(space: string, run: () => Promise<T>): Promise<T> {
    return this.#enter(() => this.#turns.take(space, run))
  }
}

async function first<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item
  return undefined
}
