/**
 * Pictures of people, kept on this device so that they are there without a network and aren't fetched anew at each paint. The
 * server forbids the browser's own cache to keep them, because no page can take anything out of that: what is kept here goes when
 * somebody signs out.
 */
const NAME = 'weft-pictures'
/** Those that came last: at 12 KiB each at most, some 6 MB. */
const MOST = 500

/** A picture is another one by another name (`?v=`), so what is kept is never old. */
const withoutVersion = (url: string): string => url.slice(0, url.indexOf('?'))

export const isPicture = (path: string): boolean => /^\/api\/people\/[^/]+\/picture$/.test(path)

/** From the device or the server. `after`: what may be done when it is on the screen. */
export async function picture(
  caches: Pick<CacheStorage, 'open'>,
  ask: () => Promise<Response>,
  { url }: { readonly url: string },
  after: (work: Promise<unknown>) => void,
): Promise<Response> {
  // Opened before it is asked for: what comes when all were forgotten meanwhile goes with the rest.
  const cache = await caches.open(NAME)
  const kept = await cache.match(url, { ignoreVary: true })
  if (kept) return kept
  const answer = await ask()
  if (answer.ok) after(keep(cache, url, answer.clone()))
  return answer
}

async function keep(cache: Cache, url: string, answer: Response): Promise<void> {
  await cache.put(url, answer)
  const all = await cache.keys()
  const person = withoutVersion(url)
  const older = all.filter((one) => one.url !== url && withoutVersion(one.url) === person)
  const most = all.slice(0, Math.max(0, all.length - MOST))
  await Promise.all([...older, ...most].map((old) => cache.delete(old)))
}

/** Takes all of them off this device. Where browsers give no caches, none are kept. */
export async function forgetPictures(): Promise<void> {
  if ('caches' in globalThis) await caches.delete(NAME)
}
