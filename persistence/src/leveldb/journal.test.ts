import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { belongs, deletable } from '../belongs.ts'
import type { Store } from '../contract.ts'
import { openStore } from '../open.ts'
import { readJournal } from './journal.ts'

const checks = { belongs, deletable }
const COUNT = 240
const content = (seq: number): string => `words ${seq * seq} `.repeat(1 + ((seq * 7) % 40))
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('G8 G11 a damaged write-ahead log', () => {
  let folder: string
  let path: string
  let file: Uint8Array
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weft-journal-'))
    const store = await openStore(folder)
    // Batches of one record and of many, so that some go over the border of a block.
    for (let seq = 1; seq <= COUNT; ) {
      const many = seq % 5
      const appends = Array.from({ length: many + 1 }, (_, i) =>
        store.log.append('a', bytes(content(seq + i))),
      )
      await Promise.all(appends)
      seq += many + 1
    }
    await store.records.write([
      { kind: 'device', key: 'lost', value: 1 },
      { kind: 'device', key: 'kept', value: 1 },
    ])
    await store.records.write([{ kind: 'device', key: 'lost', value: undefined }])
    await store.close()
    path = join(folder, (await readdir(folder)).find((name) => name.endsWith('.log')) ?? '')
    file = new Uint8Array(await readFile(path))
    expect(file.length).toBeGreaterThan(40_000)
  })
  afterEach(() => rm(folder, { recursive: true }))

  const records = async (store: Store): Promise<{ good: number; damaged: number }> => {
    const loaded = await store.log.load('a')
    for (const { seq, bytes: found } of loaded.records)
      expect(new TextDecoder().decode(found)).toBe(content(seq))
    return { good: loaded.records.length, damaged: loaded.damaged.length }
  }

  it('is read to its end, whatever byte is wrong', () => {
    const whole = readJournal(file, checks)
    expect(whole.damaged).toBe(false)
    for (let at = 0; at < file.length; at += 101) {
      const { writes, damaged } = readJournal(file.with(at, (file[at] ?? 0) ^ (1 << (at % 8))), checks)
      expect(damaged).toBe(true)
      const proven = writes.filter(({ proven }) => proven).length
      expect(whole.writes.length - proven).toBeLessThanOrEqual(1)
    }
  }, 30_000)

  it('ends without a complaint where a crash tore it, at any length', () => {
    for (let length = 0; length < file.length; length += 61) {
      const torn = readJournal(file.slice(0, length), checks)
      expect(torn.damaged).toBe(false)
      // A batch whose last bytes alone are zeros may have been whole: it is looked at as a damaged one.
      if (readJournal(file.slice(0, length + 8), checks).writes.length > torn.writes.length) continue
      const zeros = new Uint8Array(file.length)
      zeros.set(file.subarray(0, length))
      const { writes, damaged } = readJournal(zeros, checks)
      expect([writes.length, damaged]).toEqual([torn.writes.length, false])
    }
  }, 30_000)

  it('costs the record that was hit, where LevelDB alone loses the rest of the block', async () => {
    const original = new Map<string, Uint8Array>()
    for (const name of await readdir(folder))
      if (name !== 'LOCK') original.set(name, await readFile(join(folder, name)))
    for (const part of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      await rm(folder, { recursive: true })
      await mkdir(folder)
      for (const [name, was] of original) await writeFile(join(folder, name), was)
      const at = Math.floor(file.length * part)
      await writeFile(path, file.with(at, (file[at] ?? 0) ^ 4))
      const warnings: string[] = []
      const store = await openStore(folder, { warn: (what) => warnings.push(what) })
      const { good, damaged } = await records(store)
      expect(good).toBeGreaterThanOrEqual(COUNT - 1)
      expect(damaged).toBe(COUNT - good)
      expect(await store.records.get('device', 'lost')).toBeNull()
      expect(await store.records.get('device', 'kept')).toBe(1)
      expect(warnings).toHaveLength(1)
      expect(warnings[0]).toContain(`as found, they are in ${join(folder, 'damaged', '1')}`)
      await store.close()
      const again = await openStore(folder, { warn: (what) => warnings.push(what) })
      expect(await records(again)).toEqual({ good, damaged })
      expect(warnings).toHaveLength(1)
      await again.close()
    }
  })

  it('brings back no deleted small record, though the deletion was hit', async () => {
    const view = new DataView(file.buffer, file.byteOffset)
    let last = file.length - 7
    while (last + 7 + view.getUint16(last + 4, true) !== file.length) last--
    expect(Buffer.from(file).indexOf('lost', last)).toBeGreaterThan(last)
    await writeFile(path, file.with(last, (file[last] ?? 0) ^ 1))
    const store = await openStore(folder, { warn: () => undefined })
    expect(await store.records.get('device', 'lost')).toBeNull()
    await store.close()
  })
})
