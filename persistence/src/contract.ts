/** Bytes under sorted byte keys, written in atomic batches. The seam between our formats and a disk. */
export interface OrderedBytes {
  get(key: Uint8Array): Promise<Uint8Array | null>
  /** Entries with `from <= key < to`, in key order (or reversed), at most `limit`. */
  range(
    from: Uint8Array,
    to: Uint8Array,
    options?: { reverse?: boolean; limit?: number },
  ): AsyncIterable<[Uint8Array, Uint8Array]>
  /** As `range`, without reading the values. */
  keys(
    from: Uint8Array,
    to: Uint8Array,
    options?: { reverse?: boolean; limit?: number },
  ): AsyncIterable<Uint8Array>
  /** All or nothing. With `sync`, resolves only after an fsync; without, a crash may take it back, a later synced batch makes it durable. */
  batch(ops: readonly Op[], options: { readonly sync: boolean }): Promise<void>
  /**
   * What was deleted with `from <= key < to` is in none of the files any more, which otherwise it stays in until they happen to be
   * written anew; absent where deleted is gone. Others go on meanwhile. A crash may cut it short; nothing that is there is touched.
   */
  erase?(from: Uint8Array, to: Uint8Array): Promise<void>
  close(): Promise<void>
}
export type Op = { readonly put: Uint8Array; readonly value: Uint8Array } | { readonly del: Uint8Array }

/** Position of a record in its space's log: 1, 2, 3, … without gaps, never used again. */
export type Seq = number

export interface LogRecord {
  readonly seq: Seq
  readonly bytes: Uint8Array
}
/** A stored piece that failed its check. It stays on disk, set aside, for `weft verify` and for hand repair. */
export interface Damage {
  readonly space: string
  readonly what: 'record' | 'snapshot'
  readonly seq: Seq
  /** The same as `seq`, except for a run of missing records: its last. */
  readonly through: Seq
  readonly problem: 'length' | 'checksum' | 'sequence' | 'missing' | 'unreadable'
  /** An earlier load found it, and set it aside; so that it can be counted once. */
  readonly earlier: boolean
}
export interface Loaded {
  /** The newest snapshot that passes its check; it covers every record up to and including `seq`. */
  readonly snapshot: LogRecord | null
  /** Records after that snapshot (after an older one, if the newest is damaged), in order. */
  readonly records: readonly LogRecord[]
  /** All that is lacking after `snapshot`. Empty: nothing is lost. */
  readonly damaged: readonly Damage[]
  /** The seq of the last record ever appended; 0 for a space that has none. */
  readonly last: Seq
}
export interface LogSize {
  /** Records after the newest snapshot. */
  readonly records: number
  /** Their encoded bytes. */
  readonly bytes: number
}

/**
 * The durable, ordered record of every space's updates. Opaque bytes in, the same bytes out.
 *
 * Order: appends of one space are stored in the order of the calls, whatever happens between. Durability: a resolved
 * append has been fsynced. Failure: when a write fails, the store is `failed`: every later write rejects with the same error
 * until it is opened again (`Store.reopen`), because after a failed fsync nobody knows what is on the disk. Reading goes on, and
 * sees only what was synced. A space whose append was rejected takes no more of them until it is loaded again, so that its
 * log never has a hole where a refused update was.
 */
export interface UpdateLog {
  /**
   * Resolves with the record's seq once it is on disk. All spaces share one group commit. Rejects with `BUSY`, without
   * failing the store, when more bytes await the disk than `queueBytes`. Don't change `bytes` before it is settled.
   */
  append(space: string, bytes: Uint8Array): Promise<Seq>
  /** Everything needed to rebuild the space. Damaged pieces are set aside and named; a good rest is always returned. */
  load(space: string): Promise<Loaded>
  /**
   * Stores `snapshot` as covering all records up to `through`, synced; then deletes older snapshots but one, and the
   * records that the *previous* snapshot covers, so that two generations can always be rebuilt. Appends go on meanwhile.
   * Nothing to do when there is a snapshot at `through` already; RangeError when `through` is no stored seq after it.
   */
  compact(space: string, through: Seq, snapshot: Uint8Array): Promise<void>
  size(space: string): Promise<LogSize>
  spaces(): AsyncIterable<string>
  /**
   * Deletes all of a space: records, snapshots, what was set aside; also from the files of the folder. Appends meanwhile reject;
   * later ones start anew.
   */
  drop(space: string): Promise<void>
}

/** Small records by kind and key (people, spaces, devices, invitations): JSON values, each checked like a log record. */
export interface Records {
  /** null when there is none; rejects with `DAMAGED` when its check fails (until it is written again). */
  get(kind: string, key: string): Promise<unknown>
  /** In the order of the keys' bytes. A damaged record is left out, and told to the store's `warn`. */
  list(kind: string, prefix?: string): AsyncIterable<[key: string, value: unknown]>
  /** Atomic and synced; shares the log's group commit. `value: undefined` deletes. */
  write(
    changes: readonly { readonly kind: string; readonly key: string; readonly value: unknown }[],
  ): Promise<void>
  /** Resolves when what was deleted is in none of the folder's files any more. Others go on meanwhile. */
  erase(): Promise<void>
}

/** What is stored of one space and good, and what isn't. */
export interface StoredSpace {
  /** Oldest first. */
  readonly snapshots: readonly LogRecord[]
  /** In order. */
  readonly records: readonly LogRecord[]
  readonly damaged: readonly Damage[]
  /** As in `Loaded`. */
  readonly last: Seq
}
/** A small record of any kind; `key` as far as it can be read. */
export type SmallPiece =
  | { readonly kind: string; readonly key: string; readonly value: unknown }
  | { readonly kind: string; readonly key: string; readonly problem: Damage['problem'] }

/** All that a store holds, to be checked, backed up and restored beside whatever else uses it. Reading changes nothing. */
export interface Holdings {
  /** Every small record, as of one moment. */
  small(): AsyncIterable<SmallPiece>
  spaces(): AsyncIterable<string>
  /**
   * The log of a space as of a moment after the call: everything acked before is in it, and what is missing at its end is only
   * what came later. With `all`, also what the newest snapshot covers and is kept in case that one is damaged.
   * Unlike `load` it sets nothing aside, and a space that takes no appends goes on taking none.
   */
  read(space: string, options?: { readonly all?: boolean }): Promise<StoredSpace>
  /** The good records of a space with a seq above `after` that are still there, in order. Sets nothing aside, reads no snapshot. */
  since(space: string, after: Seq): Promise<readonly LogRecord[]>
  /** Stores the good pieces of a space read elsewhere, under the same seqs. RangeError when there is anything of it here. */
  adopt(space: string, stored: Pick<StoredSpace, 'snapshots' | 'records'>): Promise<void>
}

/** One data folder: the log and the records over one store, one lock, one group commit. */
export interface Store {
  readonly log: UpdateLog
  readonly records: Records
  readonly holdings: Holdings
  /** Why nothing can be written any more; null as long as all is well. */
  readonly failure: StoreError | null
  /**
   * After a failure: closes and opens the disk again. Once resolved `failure` is null, and every write that was rejected
   * has never been: of what the failed batch held nothing is there, whatever of it had reached the disk. What was resolved is there.
   * Rejects with why it can't be now, and may be tried again; what can be read goes on being read as far as the disk lets it.
   * Rejects for good with `LOCKED` when another process has changed the folder meanwhile. Does nothing when all is well.
   */
  reopen(): Promise<void>
  /** Takes nothing more, writes what it took, and lets go of the folder. */
  close(): Promise<void>
}

/** How a disk is had again that failed to write. */
export interface Again {
  /** Rejects when nothing can be written durably just now. Touches nothing that is stored. */
  probe(): Promise<void>
  /** Opens it, after it was closed. Throws StoreError. */
  open(): Promise<OrderedBytes>
}

export interface StoreOptions {
  /** Bytes that may await the disk; above it appends reject with `BUSY`. Default 256 MiB. */
  readonly queueBytes?: number
  /** Without it a store that failed stays so. */
  readonly again?: Again
  /** Something stored is damaged and was left out: where, and what is wrong. Contains no content. */
  readonly warn?: (what: string) => void
}

/**
 * What went wrong with the disk, in a sentence for whoever runs this server:
 * `LOCKED` another process holds the folder; `DENIED` it may not be written; `FULL` no room; `IO` it fails; `DAMAGED` what is
 * stored can't be read; `FORMAT` it isn't Weft's, or a newer Weft's; `BUSY` too much awaits the disk; `CLOSED` by us.
 */
export class StoreError extends Error {
  readonly code: 'LOCKED' | 'DENIED' | 'FULL' | 'IO' | 'DAMAGED' | 'FORMAT' | 'BUSY' | 'CLOSED'
  constructor(code: StoreError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.code = code
  }
}
