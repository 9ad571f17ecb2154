import { describe, expect, it } from 'vitest'
import { type OrderedBytes, StoreError } from '../contract.ts'
import { frame } from '../frame.ts'
import { logKey, recordKey, spacePrefix } from '../keys.ts'
import { MemoryDisk } from '../testing/index.ts'
import { readRecords } from './records.ts'

const SPACE = spacePrefix('s'.repeat(22))
const unreadable = () => new StoreError('DAMAGED', 'That part of the files can’t be read, as asked')

interface Lying {
  readonly seqs: readonly number[]
  /** Of which nothing can be read, first and last. */
  readonly holes?: readonly (readonly [from: number, to: number])[]
  /** Where something lies that is no record. */
  readonly odd?: number
}

/** A disk of whose files stretches can't be read: reading ends at each, from either side, and gives nothing inside. */
function disk({ seqs, holes = [], odd }: Lying): OrderedBytes {
  const memory = new MemoryDisk()
  for (const seq of seqs) {
    const key = recordKey(SPACE, seq)
    memory.corrupt(key, frame(key, seq, Uint8Array.of(seq % 251)))
  }
  if (odd !== undefined) memory.corrupt(recordKey(SPACE, odd), Uint8Array.of(1, 2, 3))
  const whole = memory.open()
  const seqOf = (key: Uint8Array): number => logKey(SPACE, key)?.seq ?? 0
  const cut = (a: number, b: number): boolean =>
    holes.some(([from, to]) => Math.min(a, b) <= to && Math.max(a, b) >= from)
  let gets = 0
  return {
    get(key) {
      const seq = seqOf(key)
      if (++gets > 100_000) throw new Error('it is looked for without an end')
      return cut(seq, seq) ? Promise.reject(unreadable()) : whole.get(key)
    },
    async *range(start, end, options) {
      let at = options?.reverse === true ? Number.POSITIVE_INFINITY : seqOf(start)
      for await (const entry of whole.range(start, end, options)) {
        const seq = seqOf(entry[0])
        if (cut(at === Number.POSITIVE_INFINITY ? seq : at, seq)) throw unreadable()
        at = seq
        yield entry
      }
      if (options?.reverse === true && cut(seqOf(start), at)) throw unreadable()
    },
    keys: () => {
      throw new Error('no keys are asked for')
    },
    batch: () => Promise.reject(new Error('nothing is written')),
    close: () => whole.close(),
  }
}
const found = async (lying: Lying) => {
  const { good, last } = await readRecords(disk(lying), SPACE, 0)
  return { seqs: good.map(({ seq }) => seq), last }
}
const FAR = 20_000
/** As wide as anything is looked for, record by record. */
const HORIZON = 16_384

describe('G11 a stretch of the log that can’t be read', () => {
  it.each([10, HORIZON - 1, HORIZON, HORIZON + 1, FAR])(
    '%i records of it are lost, and none behind them',
    async (width) => {
      const seqs = [1, 2, 3, width + 4, width + 5, width + 6]
      expect(await found({ seqs, holes: [[4, width + 3]] })).toEqual({ seqs, last: width + 6 })
    },
  )

  it('so are those between two such stretches', async () => {
    const seqs = [1, 2, 3, 14, 15, 16, 27, 28]
    const holes = [
      [4, 13],
      [17, 26],
    ] as const
    expect(await found({ seqs, holes })).toEqual({ seqs, last: 28 })
  })
})

describe('G11 what never was', () => {
  it('a key far from all others, under which no record lies, is neither believed nor looked for', async () => {
    expect(await found({ seqs: [1, 2, 3], odd: 2 ** 40 })).toEqual({ seqs: [1, 2, 3], last: 3 })
  })

  it('one that is near is taken for a record that was damaged', async () => {
    expect(await found({ seqs: [1, 2, 3], odd: FAR / 2 })).toEqual({ seqs: [1, 2, 3], last: FAR / 2 })
  })

  it('a good record is read however far it lies', async () => {
    expect(await found({ seqs: [1, 2, 3, 10 * FAR] })).toEqual({ seqs: [1, 2, 3, 10 * FAR], last: 10 * FAR })
  })
})
