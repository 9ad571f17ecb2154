import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ClassicLevel } from 'classic-level'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FORMAT_KEY } from './keys.ts'
import { openStore } from './open.ts'
import { encodeJson } from './records.ts'
import { storeSuite } from './testing/store-suite.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

storeSuite('LevelDB', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weft-store-'))
  return {
    open: (options) => openStore(folder, options),
    remove: () => rm(folder, { recursive: true }),
  }
})

describe('a folder', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weft-store-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('is made, with its parents, for its owner alone', async () => {
    const path = join(folder, 'new', 'data')
    await (await openStore(path)).close()
    expect((await stat(path)).mode & 0o777).toBe(0o700)
  })

  it('is left as it is when it was there', async () => {
    await chmod(folder, 0o750)
    await (await openStore(folder)).close()
    expect((await stat(folder)).mode & 0o777).toBe(0o750)
  })

  it('must be a folder', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    for (const path of [file, join(file, 'below')])
      await expect(openStore(path)).rejects.toMatchObject({ name: 'StoreError', code: 'DENIED' })
  })

  it('must be writable', async () => {
    await chmod(folder, 0o500)
    // Root may write anywhere: it steps down to nobody for as long as it takes.
    const root = process.geteuid?.() === 0
    if (root) process.seteuid?.(65534)
    try {
      await expect(openStore(folder)).rejects.toMatchObject({ code: 'DENIED' })
      await expect(openStore(join(folder, 'below'))).rejects.toMatchObject({ code: 'DENIED' })
    } finally {
      if (root) process.seteuid?.(0)
      await chmod(folder, 0o700)
    }
  })

  it('holds no newer format and no other data, and can be opened again after saying so', async () => {
    const level = async (put: [Uint8Array, Uint8Array]): Promise<string> => {
      const path = join(folder, String(put[1].length))
      await mkdir(path)
      const other = new ClassicLevel<Uint8Array, Uint8Array>(path, {
        keyEncoding: 'view',
        valueEncoding: 'view',
      })
      await other.put(...put)
      await other.close()
      return path
    }
    const newer = await level([FORMAT_KEY, encodeJson(FORMAT_KEY, { format: 2 })])
    const foreign = await level([bytes('some key'), bytes('some value')])
    for (const _ of [1, 2]) {
      await expect(openStore(newer)).rejects.toMatchObject({
        code: 'FORMAT',
        message: `${newer} was written by a newer Weft (format 2, this one knows 1): run that version again`,
      })
      await expect(openStore(foreign)).rejects.toMatchObject({ code: 'FORMAT' })
    }
  })

  it.each(['CURRENT', 'MANIFEST'])(
    'G11 opens though its %s is damaged, keeps what was there, and says so',
    async (which) => {
      const first = await openStore(folder)
      for (const seq of [1, 2, 3]) expect(await first.log.append('a', bytes('words'))).toBe(seq)
      await first.close()
      const name = (await readdir(folder)).find((file) => file.startsWith(which)) ?? which
      await writeFile(join(folder, name), 'nonsense\n')
      const warnings: string[] = []
      const store = await openStore(folder, { warn: (what) => warnings.push(what) })
      expect((await store.log.load('a')).records).toHaveLength(3)
      expect(await store.log.append('a', bytes('words'))).toBe(4)
      await store.close()
      const kept = join(folder, 'damaged', '1')
      expect(warnings).toEqual([expect.stringContaining(`as they were found, the files are in ${kept}`)])
      expect(await readFile(join(kept, name), 'utf8')).toBe('nonsense\n')
    },
  )

  it('G1 is written with nothing but synced batches', async () => {
    const batch = vi.spyOn(ClassicLevel.prototype, 'batch')
    const others = [vi.spyOn(ClassicLevel.prototype, 'put'), vi.spyOn(ClassicLevel.prototype, 'del')]
    const store = await openStore(folder)
    await store.log.append('a', bytes('1'))
    await store.log.compact('a', 1, bytes('1'))
    await store.records.write([{ kind: 'k', key: 'x', value: 1 }])
    await store.log.drop('a')
    await store.close()
    expect(batch.mock.calls.length).toBeGreaterThanOrEqual(5)
    for (const [, options] of batch.mock.calls as unknown[][]) expect(options).toEqual({ sync: true })
    for (const other of others) expect(other).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })
})

describe('G8 G11 a byte flipped in the files', () => {
  it('costs some records at most, and never gives a wrong one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'weft-damage-'))
    const store = await openStore(folder)
    const content = (seq: number): string =>
      `record ${seq} of many, with words that don't repeat: ${seq * seq}`
    const spaces = ['a', 'b']
    for (const space of spaces)
      await Promise.all(
        Array.from({ length: 1_500 }, (_, i) => store.log.append(space, bytes(content(i + 1)))),
      )
    await store.close()
    const FLIPS = 20
    // Opened again, LevelDB moves what it has into a sorted file: where data spends its life.
    await (await openStore(folder)).close()
    const [table, ...more] = (await readdir(folder)).filter((name) => name.endsWith('.ldb'))
    if (table === undefined || more.length > 0) throw new Error('Not one table')
    const path = join(folder, table)
    const good = await readFile(path)

    const warnings: string[] = []
    let lost = 0
    for (let trial = 0; trial < FLIPS; trial++) {
      const at = Math.floor(good.length * ((trial + 0.5) / FLIPS)) + trial
      await writeFile(path, good.with(at, (good[at] ?? 0) ^ (1 << (trial % 8))))
      const damaged = await openStore(folder, { warn: (what) => warnings.push(what) })
      let harmed = 0
      for (const space of spaces) {
        const loaded = await damaged.log.load(space)
        for (const { seq, bytes: found } of loaded.records)
          expect(new TextDecoder().decode(found)).toBe(content(seq))
        const missing = 1_500 - loaded.records.length
        if (missing > 0) {
          harmed++
          lost += missing
          expect(loaded.damaged.length).toBeGreaterThan(0)
        }
      }
      expect(harmed).toBeLessThanOrEqual(1)
      await damaged.close()
    }
    expect(warnings.filter((what) => what.includes(`${path} is damaged`)).length).toBeGreaterThan(0)
    expect(lost).toBeGreaterThan(FLIPS / 2)
    expect(lost).toBeLessThan(FLIPS * 20)
    await rm(folder, { recursive: true })
  }, 60_000)
})
