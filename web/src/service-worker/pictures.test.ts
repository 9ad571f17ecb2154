import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { forgetPictures, picture } from './pictures.ts'

const at = (person: string, version: number) =>
  `https://weft.example/api/people/${person}/picture?v=${version}`

/** A browser's caches: one that was deleted stays what it is for whoever has it open, and is nobody else's. */
class Caches {
  readonly named = new Map<string, Map<string, Response>>()

  async open(name: string) {
    const entries = this.named.get(name) ?? new Map<string, Response>()
    this.named.set(name, entries)
    return {
      match: async (url: string) => entries.get(url)?.clone(),
      put: async (url: string, answer: Response) => void entries.set(url, answer),
      keys: async () => [...entries.keys()].map((url) => ({ url })),
      delete: async ({ url }: { url: string }) => entries.delete(url),
    }
  }
  async delete(name: string) {
    return this.named.delete(name)
  }
  get kept(): string[] {
    return [...this.named.values()].flatMap((entries) => [...entries.keys()])
  }
}

let caches: Caches
/** How often the server was asked. */
let asked: number
beforeEach(() => {
  caches = new Caches()
  asked = 0
  vi.stubGlobal('caches', caches)
})
afterEach(() => vi.unstubAllGlobals())

async function get(url: string, answer = () => Promise.resolve(new Response('a face'))): Promise<string> {
  const work: Promise<unknown>[] = []
  const ask = () => {
    asked++
    return answer()
  }
  // reason: a test's caches know what this needs of real ones.
  const got = await picture(caches as unknown as CacheStorage, ask, { url }, (one) => work.push(one))
  await Promise.all(work)
  return `${got.status} ${await got.text()}`
}

it('is asked for once, and given from the device then', async () => {
  expect(await get(at('anna', 1))).toBe('200 a face')
  expect(await get(at('anna', 1), () => Promise.reject(new TypeError('no network')))).toBe('200 a face')
  expect(asked).toBe(1)
})

it('another one of the same person takes its place', async () => {
  await get(at('anna', 1))
  await get(at('ben', 1))
  await get(at('anna', 2))
  expect(caches.kept).toEqual([at('ben', 1), at('anna', 2)])
})

it('what is no picture is not kept', async () => {
  expect(await get(at('anna', 1), async () => new Response('who are you?', { status: 401 }))).toMatch(/^401/)
  expect(caches.kept).toEqual([])
})

it('G8 the last 500 are kept', async () => {
  for (let i = 0; i < 510; i++) await get(at(`p${i}`, 1))
  expect(caches.kept).toHaveLength(500)
  expect(caches.kept[0]).toBe(at('p10', 1))
})

it('G5 none is left once they were forgotten, nor one that was on its way', async () => {
  await get(at('anna', 1))
  let come = (_: Response): void => undefined
  const late = get(at('ben', 1), () => new Promise((resolve) => (come = resolve)))
  await vi.waitFor(() => expect(asked).toBe(2))
  await forgetPictures()
  come(new Response('a face'))
  expect(await late).toBe('200 a face')
  expect(caches.kept).toEqual([])
})
