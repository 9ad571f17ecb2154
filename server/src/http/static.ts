import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Context } from 'hono'
import type { Env } from './context.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}
/** Already compressed: a second time only costs. */
const DENSE = new Set(['.png', '.ico', '.woff2'])
const BROTLI_QUALITY = 9

type Encoding = 'br' | 'gzip'
interface File {
  readonly bytes: Buffer
  readonly type: string
  readonly etag: string
  readonly caching: string
  readonly dense: boolean
  readonly packed: Map<Encoding, Promise<Buffer>>
}
interface Build {
  readonly files: ReadonlyMap<string, File>
  /** When index.html was written: a newer one means a new build. */
  readonly stamp: number
}

/**
 * The built app, kept in memory. A path is looked up among the files that were found, never joined to a folder, so no
 * spelling of `..` reaches anything else. Whatever isn't a file is the app's own address and gets its page.
 */
export function staticApp(folder: string): (c: Context<Env>) => Promise<Response> {
  let current: Build | null = null
  let reading: Promise<Build | null> | null = null

  async function build(): Promise<Build | null> {
    const stamp = await stampOf(folder)
    if (current !== null && current.stamp === stamp) return current
    reading ??= (stamp === null ? Promise.resolve(null) : read(folder, stamp)).finally(() => {
      reading = null
    })
    current = await reading
    return current
  }

  return async (c) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return c.text('Method not allowed\n', 405)
    const path = c.req.path
    // Hashed names never change under a name: those need no look at the disk.
    const found = current?.files.get(path)
    if (found !== undefined && found.caching === IMMUTABLE) return answer(c, found)
    const now = await build()
    if (now === null) return notBuilt(c)
    const file = now.files.get(path)
    if (file !== undefined) return answer(c, file)
    // A missing file must not answer with the page: a browser would run HTML as the script of an old build.
    if (extname(path) !== '') return c.text('Not found\n', 404)
    const page = now.files.get('/index.html')
    return page === undefined ? notBuilt(c) : answer(c, page)
  }
}

const IMMUTABLE = 'public, max-age=31536000, immutable'

async function stampOf(folder: string): Promise<number | null> {
  try {
    return (await stat(join(folder, 'index.html'))).mtimeMs
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function read(folder: string, stamp: number): Promise<Build> {
  const files = new Map<string, File>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const full = join(entry.parentPath, entry.name)
    const path = `/${relative(folder, full).split(sep).join('/')}`
    const bytes = await readFile(full)
    const extension = extname(entry.name)
    files.set(path, {
      bytes,
      type: TYPES[extension] ?? 'application/octet-stream',
      etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
      // The bundler puts a hash of the content in the names of everything under assets/.
      caching: path.startsWith('/assets/') ? IMMUTABLE : 'no-cache',
      dense: DENSE.has(extension),
      packed: new Map(),
    })
  }
  return { files, stamp }
}

async function answer(c: Context<Env>, file: File): Promise<Response> {
  c.header('Cache-Control', file.caching)
  c.header('ETag', file.etag)
  if (!file.dense) c.header('Vary', 'Accept-Encoding')
  const known = c.req
    .header('if-none-match')
    ?.split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
  if (known?.includes(file.etag)) return c.body(null, 304)
  c.header('Content-Type', file.type)
  const encoding = file.dense ? null : wanted(c.req.header('accept-encoding') ?? '')
  const bytes = encoding === null ? file.bytes : await packed(file, encoding)
  if (encoding !== null) c.header('Content-Encoding', encoding)
  c.header('Content-Length', String(bytes.length))
  return c.req.method === 'HEAD' ? c.body(null) : c.body(new Uint8Array(bytes))
}

/** The best encoding that is accepted; `q=0` refuses one. */
export function wanted(header: string): Encoding | null {
  const accepted = new Set(
    header
      .split(',')
      .map((part) => part.trim().toLowerCase())
      .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
      .map((part) => part.split(';', 1)[0]?.trim()),
  )
  if (accepted.has('br')) return 'br'
  return accepted.has('gzip') ? 'gzip' : null
}

/** Compressed once, at first wish. */
function packed(file: File, encoding: Encoding): Promise<Buffer> {
  const known = file.packed.get(encoding)
  if (known !== undefined) return known
  const made =
    encoding === 'gzip'
      ? promisify(gzip)(file.bytes, { level: 9 })
      : promisify(brotliCompress)(file.bytes, {
          params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY },
        })
  file.packed.set(encoding, made)
  return made
}

function notBuilt(c: Context<Env>): Response {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Weft</title>
<h1>The app isn’t built yet</h1><p>The server runs, but it has no pages to show. Run <code>npm run build</code> in Weft’s folder, then reload.</p></html>`
  c.header('Cache-Control', 'no-store')
  return c.html(html, 503)
}
