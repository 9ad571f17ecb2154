import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Store } from '../contract.ts'
import { openStore } from '../open.ts'

const OURS = 'the words that must go'
const THEIRS = 'the words that must stay'

let folder: string
let store: Store
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-erase-'))
  store = await openStore(folder)
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

const append = (space: string, words: string, count: number, size = 100) =>
  Promise.all(
    Array.from({ length: count }, () =>
      store.log.append(space, Buffer.concat([Buffer.from(`${words} `), randomBytes(size)])),
    ),
  )
const reopen = async () => {
  await store.close()
  store = await openStore(folder)
}
/** A file's bytes; none of one that LevelDB has just tidied away. */
const bytesOf = (file: string): Promise<Buffer> =>
  readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.of()
    throw error
  })
/** How many of the folder's files hold these words. */
const holding = async (words: string): Promise<number> => {
  let count = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && (await bytesOf(join(entry.parentPath, entry.name))).includes(words)) count++
  return count
}
const all = (space: string) =>
  store.log.load(space).then(({ snapshot, records }) => records.length + (snapshot === null ? 0 : 1))

it.each([
  ['just written', () => append('b', OURS, 5)],
  [
    'written before the last start',
    async () => {
      await append('b', OURS, 5)
      await reopen()
    },
  ],
  [
    'in a snapshot, over several starts, between the tables of others',
    async () => {
      for (let n = 0; n < 4; n++) {
        await append('a', THEIRS, 20, 20_000)
        await append('b', OURS, 20, 20_000)
        await append('c', THEIRS, 20, 20_000)
        if (n === 1) await store.log.compact('b', 40, Buffer.from(`${OURS}, all of them`))
        await reopen()
      }
    },
  ],
  [
    'in tables further down, with nothing above them',
    async () => {
      for (let n = 0; n < 3; n++) {
        await append('b', OURS, 500, 20_000)
        await reopen()
      }
    },
  ],
])('what a space held is in no file once it is dropped: %s', async (_how, write) => {
  await append('a', THEIRS, 3)
  await write()
  await append('c', THEIRS, 3)
  const [before, theirs] = [await holding(OURS), await all('a')]
  expect(before).toBeGreaterThan(0)
  await store.log.drop('b')
  expect(await holding(OURS)).toBe(0)
  expect(await all('a')).toBe(theirs)
  expect(await holding(THEIRS)).toBeGreaterThan(0)
  await reopen()
  expect(await holding(OURS)).toBe(0)
  expect(await all('b')).toBe(0)
  await append('b', OURS, 1)
  expect(await all('b')).toBe(1)
})

it('small records that were deleted are in no file after it, also where tables hold nothing else', async () => {
  const write = (value: unknown) =>
    store.records.write(
      Array.from({ length: 20 }, (_, n) => ({
        kind: n % 2 ? 'b' : 'y',
        key: `key ${n}`,
        value: value === undefined ? undefined : { value, filler: randomBytes(60_000).toString('hex') },
      })),
    )
  for (let n = 0; n < 4; n++) {
    await append('a', THEIRS, 20, 20_000)
    await write(OURS)
    await reopen()
  }
  await store.records.write([{ kind: 'c', key: 'k', value: THEIRS }])
  await write(undefined)
  expect(await holding(OURS)).toBeGreaterThan(0)
  await store.records.erase()
  expect(await holding(OURS)).toBe(0)
  expect(await store.records.get('c', 'k')).toBe(THEIRS)
  expect(await all('a')).toBe(80)
})
