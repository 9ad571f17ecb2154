import { isPicture, picture } from './pictures.ts'

/**
 * Keeps the app's files on this device, so that it opens without a network (G11). What is said in a space goes another way:
 * /api and /sync are left alone, but for people's pictures.
 *
 * Each build is a cache of its own, filled whole before it counts. A new one takes over quietly: pages that are open go on
 * with the files of theirs, and a cache is deleted only when no open page came out of it; the next page is a new one.
 */
export interface Build {
  /** A hash over all files. */
  readonly version: string
  /** Paths from the root; `/` is the page. */
  readonly files: readonly string[]
}

/** What this needs of a ServiceWorkerGlobalScope: the real one fits, a test's too. */
export interface WorkerScope {
  readonly caches: Pick<CacheStorage, 'open' | 'keys' | 'delete' | 'match'>
  readonly clients: {
    claim(): Promise<void>
    matchAll(options: { includeUncontrolled: boolean }): Promise<readonly { readonly id: string }[]>
  }
  readonly location: { readonly origin: string }
  fetch(request: Request): Promise<Response>
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', listener: (event: LifeEvent) => void): void
  addEventListener(type: 'fetch', listener: (event: FetchingEvent) => void): void
}
export interface LifeEvent {
  waitUntil(work: Promise<unknown>): void
}
export interface FetchingEvent extends LifeEvent {
  readonly request: Request
  /** The page that a navigation makes. */
  readonly resultingClientId: string
  respondWith(response: Promise<Response>): void
}

const SHELL = 'weft-shell-'
/** Which build each open page came out of: page id → version. Kept, because a worker forgets all between two events. */
const PAGES = 'weft-pages'

/** What varies by encoding or origin is the same file: a module script is asked for with an Origin, our copy was without. */
const ANY = { ignoreVary: true } as const

export function installShell(scope: WorkerScope, { version, files }: Build): void {
  const { caches, location } = scope
  const current = SHELL + version
  const pageKey = (id: string) => new URL(`/weft-page/${id}`, location.origin).href

  async function fill(): Promise<void> {
    const cache = await caches.open(current)
    await cache.addAll(files.map((file) => new Request(new URL(file, location.origin), requestOf(file))))
    await scope.skipWaiting()
  }

  async function takeOver(): Promise<void> {
    await scope.clients.claim()
    await sweep()
  }

  /** Deletes builds that no open page came out of. */
  async function sweep(): Promise<void> {
    const open = new Set((await scope.clients.matchAll({ includeUncontrolled: true })).map(({ id }) => id))
    const pages = await caches.open(PAGES)
    const needed = new Set([current])
    let strangers = open.size
    for (const request of await pages.keys()) {
      const id = request.url.slice(request.url.lastIndexOf('/') + 1)
      if (!open.has(id)) {
        await pages.delete(request)
        continue
      }
      strangers--
      const page = await pages.match(request)
      if (page) needed.add(SHELL + (await page.text()))
    }
    // A page that came from the network, before there was any worker, may need anything.
    if (strangers > 0) return
    const old = (await caches.keys()).filter((name) => name.startsWith(SHELL) && !needed.has(name))
    await Promise.all(old.map((name) => caches.delete(name)))
  }

  async function page(event: FetchingEvent): Promise<Response> {
    const cached = await caches.match(new URL('/', location.origin).href, { ...ANY, cacheName: current })
    if (!cached) return scope.fetch(event.request)
    if (event.resultingClientId !== '') {
      const pages = await caches.open(PAGES)
      await pages.put(pageKey(event.resultingClientId), new Response(version))
    }
    return cached
  }

  async function file(request: Request): Promise<Response> {
    // Of this build, or of the one that an older page came out of: names hold a hash, so they can't be mistaken.
    const cached =
      (await caches.match(request, { ...ANY, cacheName: current })) ?? (await caches.match(request, ANY))
    return cached ?? scope.fetch(request)
  }

  scope.addEventListener('install', (event) => event.waitUntil(fill()))
  scope.addEventListener('activate', (event) => event.waitUntil(takeOver()))
  scope.addEventListener('fetch', (event) => {
    switch (wayOf(event.request, location.origin)) {
      case 'page':
        event.respondWith(page(event))
        event.waitUntil(sweep())
        break
      case 'file':
        event.respondWith(file(event.request))
        break
      case 'picture':
        event.respondWith(
          picture(
            caches,
            () => scope.fetch(event.request),
            event.request,
            (work) => event.waitUntil(work),
          ),
        )
        break
      case 'network':
        break
    }
  })
}

/** `page`: answered with the app's page. `file`, `picture`: from the caches if it is there. `network`: none of our business. */
export function wayOf(
  { method, mode, url }: Pick<Request, 'method' | 'mode' | 'url'>,
  origin: string,
): 'page' | 'file' | 'picture' | 'network' {
  const { pathname, origin: target } = new URL(url)
  if (method !== 'GET' || target !== origin) return 'network'
  if (isServers(pathname)) return isPicture(pathname) ? 'picture' : 'network'
  // An address with an extension is a file, also when somebody opens it in a tab.
  return mode === 'navigate' && !/\.[a-z0-9]+$/i.test(pathname) ? 'page' : 'file'
}

const SERVERS = ['/api', '/sync', '/metrics', '/healthz', '/readyz']
const isServers = (path: string) => SERVERS.some((root) => path === root || path.startsWith(`${root}/`))

/** Files without a hash in their name are asked of the server itself: the browser's own cache may hold those of another build. */
const requestOf = (file: string): RequestInit => ({
  cache: file.startsWith('/assets/') ? 'default' : 'reload',
})
