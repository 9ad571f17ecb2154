import { expect, test } from 'vitest'
import { type FetchingEvent, installShell, type LifeEvent, type WorkerScope, wayOf } from './shell.ts'

const ORIGIN = 'https://weft.example'
const at = (path: string) => ORIGIN + path

/** A browser with one origin's caches and pages, which workers of several builds serve one after another. */
function browser() {
  const stored = new Map<string, Map<string, Response>>()
  const urlOf = (request: RequestInfo | URL) => (request instanceof Request ? request.url : String(request))
  const served = new Map<string, string>()
  let online = true
  const pages = new Set<string>()

  const cacheNamed = (name: string) => {
    const entries = stored.get(name) ?? new Map<string, Response>()
    stored.set(name, entries)
    return {
      async addAll(requests: Request[]) {
        const responses = await Promise.all(
          requests.map(async (each) => [each.url, await fetchNow(each)] as const),
        )
        for (const [url, response] of responses) entries.set(url, response)
      },
      async put(request: RequestInfo | URL, response: Response) {
        entries.set(urlOf(request), response)
      },
      async match(request: RequestInfo | URL) {
        return entries.get(urlOf(request))?.clone()
      },
      async keys() {
        return [...entries.keys()].map((url) => new Request(url))
      },
      async delete(request: RequestInfo | URL) {
        return entries.delete(urlOf(request))
      },
    }
  }
  async function fetchNow({ url }: Request): Promise<Response> {
    const body = served.get(new URL(url).pathname)
    if (!online || body === undefined) throw new TypeError('Failed to fetch')
    return new Response(body)
  }
  const caches = {
    open: async (name: string) => cacheNamed(name),
    keys: async () => [...stored.keys()],
    delete: async (name: string) => stored.delete(name),
    async match(request: RequestInfo | URL, options?: MultiCacheQueryOptions) {
      // As if every answer had said `Vary: Origin`.
      if (!options?.ignoreVary) return undefined
      for (const name of options?.cacheName ? [options.cacheName] : stored.keys()) {
        const found = stored.get(name)?.get(urlOf(request))
        if (found) return found.clone()
      }
      return undefined
    },
  }

  /** Installs and activates the worker of a build that the server has. */
  async function install(version: string, files: Record<string, string>) {
    for (const [path, body] of Object.entries(files)) served.set(path, body)
    const listeners = new Map<string, (event: never) => void>()
    const scope = {
      caches,
      clients: {
        claim: async () => {},
        matchAll: async () => [...pages].map((id) => ({ id })),
      },
      location: { origin: ORIGIN },
      fetch: fetchNow,
      skipWaiting: async () => {},
      addEventListener(type: string, listener: (event: never) => void) {
        listeners.set(type, listener)
      },
    } as unknown as WorkerScope
    installShell(scope, { version, files: Object.keys(files) })
    const live = async (type: string) => {
      const work: Promise<unknown>[] = []
      const event: LifeEvent = { waitUntil: (each) => work.push(each) }
      listeners.get(type)?.(event as never)
      await Promise.all(work)
    }
    await live('install')
    await live('activate')

    /** What a page, or a navigation that makes one, is answered; null when it is left to the network. */
    return async (path: string, made?: string): Promise<string | null> => {
      let answer: Promise<Response> | null = null
      const work: Promise<unknown>[] = []
      const mode = made === undefined ? 'cors' : 'navigate'
      if (made !== undefined) pages.add(made)
      const request = new Request(at(path))
      Object.defineProperty(request, 'mode', { value: mode })
      const event: FetchingEvent = {
        request,
        resultingClientId: made ?? '',
        respondWith: (response) => {
          answer = response
        },
        waitUntil: (each) => work.push(each),
      }
      listeners.get('fetch')?.(event as never)
      const response = await (answer as Promise<Response> | null)
      await Promise.all(work)
      return response ? response.text() : null
    }
  }
  return {
    install,
    pages,
    offline: () => {
      online = false
    },
    shells: () => [...stored.keys()].filter((name) => name.startsWith('weft-shell-')),
  }
}

const first = {
  '/': 'page 1',
  '/assets/app-1.js': 'app 1',
  '/assets/lazy-1.js': 'lazy 1',
  '/theme.js': 'theme 1',
}
const second = { '/': 'page 2', '/assets/app-2.js': 'app 2', '/theme.js': 'theme 2' }

test('G11 without a network every address of the app is answered with its page, and its files are there', async () => {
  const { install, offline } = browser()
  const get = await install('1', first)
  offline()
  expect(await get('/s/some-space', 'page-a')).toBe('page 1')
  expect(await get('/assets/lazy-1.js')).toBe('lazy 1')
  expect(await get('/theme.js')).toBe('theme 1')
})

test('a new build takes over quietly; a page of the old one still gets its files, until it is closed', async () => {
  const { install, pages, shells } = browser()
  const get = await install('1', first)
  await get('/', 'old-page')
  const getNew = await install('2', second)
  expect(shells()).toEqual(['weft-shell-1', 'weft-shell-2'])
  expect(await getNew('/assets/lazy-1.js')).toBe('lazy 1')
  expect(await getNew('/theme.js')).toBe('theme 2')
  expect(await getNew('/', 'new-page')).toBe('page 2')
  expect(shells()).toEqual(['weft-shell-1', 'weft-shell-2'])
  pages.delete('old-page')
  await getNew('/', 'another-page')
  expect(shells()).toEqual(['weft-shell-2'])
})

test('nothing is deleted while a page is open that came from the network', async () => {
  const { install, pages, shells } = browser()
  await install('1', first)
  pages.add('came-before-the-worker')
  await install('2', second)
  expect(shells()).toEqual(['weft-shell-1', 'weft-shell-2'])
})

test('a build that can not be fetched whole does not count', async () => {
  const { install, offline } = browser()
  const get = await install('1', first)
  offline()
  await expect(install('2', second)).rejects.toThrow('Failed to fetch')
  expect(await get('/', 'page')).toBe('page 1')
})

test.each([
  ['GET', 'navigate', at('/'), 'page'],
  ['GET', 'navigate', at('/s/abc?pane=notes'), 'page'],
  ['GET', 'navigate', at('/join'), 'page'],
  ['GET', 'navigate', at('/icon.svg'), 'file'],
  ['GET', 'cors', at('/assets/a.js'), 'file'],
  ['GET', 'navigate', at('/api/export/abc'), 'network'],
  ['GET', 'cors', at('/api/me'), 'network'],
  ['GET', 'no-cors', at('/api/people/abc/picture?v=1'), 'picture'],
  ['PUT', 'cors', at('/api/people/abc/picture'), 'network'],
  ['GET', 'cors', at('/api/people/abc/picture/x'), 'network'],
  ['GET', 'navigate', at('/metrics'), 'network'],
  ['GET', 'navigate', at('/healthz'), 'network'],
  ['GET', 'cors', at('/sync/abc'), 'network'],
  ['GET', 'navigate', at('/apiary'), 'page'],
  ['POST', 'cors', at('/'), 'network'],
  ['GET', 'cors', 'https://elsewhere.example/a.js', 'network'],
] as const)('%s %s %s goes to the %s', (method, mode, url, way) => {
  expect(wayOf({ method, mode, url }, ORIGIN)).toBe(way)
})
