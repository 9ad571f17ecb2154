/** Bytes under sorted byte keys, written in atomic batches. The seam between our formats and a disk. */
export interface OrderedBytes {
  get(key: Uint8Array): Promise<Uint8Array | null>
  /** Entries with `from <= key < to`, in key order (or reversed), at most `limit`. */
  range(
    from: Uint8Array,
    to: Uint8Array,
    options?: { reverse?: boolean; limit?: number },
  ): AsyncIterable<[Uint8Array, Uint8Array]>
  /** All or nothing. With `sync`, resolves only after an fsync; without, a crash may take it back, a later synced batch makes it durable. */
  batch(ops: readonly Op[], options: { readonly sync: boolean }): Promise<void>
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
  readonly problem: 'length' | 'checksum' | 'sequence' | 'missing'
}
export interface Loaded {
  /** The newest snapshot that passes its check; it covers every record up to and including `seq`. */
  readonly snapshot: LogRecord | null
  /** Records after that snapshot (after an older one, if the newest is damaged), in order. */
  readonly records: readonly LogRecord[]
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
 * append has been fsynced. Failure: after a rejected append or compact the log is `failed`: everything later rejects with
 * the same error until it is closed and opened again, because after a failed fsync nobody knows what is on the disk.
 */
export interface UpdateLog {
  /** Resolves with the record's seq once it is on disk. All spaces share one group commit. */
  append(space: string, bytes: Uint8Array): Promise<Seq>
  /** Everything needed to rebuild the space. Damaged pieces are set aside and named; a good rest is always returned. */
  load(space: string): Promise<Loaded>
  /**
   * Stores `snapshot` as covering all records up to `through`, synced; then deletes older snapshots but one, and the
   * records that the *previous* snapshot covers, so that two generations can always be rebuilt.
   */
  compact(space: string, through: Seq, snapshot: Uint8Array): Promise<void>
  size(space: string): Promise<LogSize>
  spaces(): AsyncIterable<string>
  /** Deletes all of a space: records, snapshots, quarantine. */
  drop(space: string): Promise<void>
  close(): Promise<void>
}

/** Small records by kind and key (people, spaces, devices, invitations): JSON values, each checked like a log record. */
export interface Records {
  get(kind: string, key: string): Promise<unknown>
  list(kind: string, prefix?: string): AsyncIterable<[key: string, value: unknown]>
  /** Atomic and synced; shares the log's group commit. `value: undefined` deletes. */
  write(
    changes: readonly { readonly kind: string; readonly key: string; readonly value: unknown }[],
  ): Promise<void>
}

/** One data folder: the log and the records over one store, one lock, one group commit. */
export interface Store {
  readonly log: UpdateLog
  readonly records: Records
  close(): Promise<void>
}

/** Another process holds the folder (`LOCKED`), it can't be written (`DENIED`), or the disk is full (`FULL`) or failing (`IO`). */
export class StoreError extends Error {
  readonly code: 'LOCKED' | 'DENIED' | 'FULL' | 'IO' | 'CLOSED'
  constructor(code: StoreError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.code = code
  }
}
