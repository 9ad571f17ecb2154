import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Trial, trial } from '../operate/trial.ts'
import { wanted } from './static.ts'

const PAGE = '<!doctype html><title>Weft</title><script type="module" src="/assets/index-abc123.js"></script>'
const SCRIPT = `console.log(${JSON.stringify('weft '.repeat(1000))})`

let folder: string
let t: Trial
const write = async (path: string, content: string, folderOf = folder) => {
  const full = join(folderOf, path)
  await mkdir(join(full, '..'), { recursive: true })
  await writeFile(full, content)
}
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-app-'))
  await write('app/index.html', PAGE)
  await write('app/sw.js', 'self.skipWaiting()')
  await write('app/assets/index-abc123.js', SCRIPT)
  await write('app/assets/inter.woff2', 'font')
  await write('secret.txt', 'out of the house')
  t = await trial({ app: join(folder, 'app') })
})
afterEach(async () => {
  await t.close()
  await rm(folder, { recursive: true, force: true })
})

/** The answer as it came, with no client in between that tidies the path or unpacks. */
async function raw(path: string, headers: readonly string[] = []): Promise<string> {
  const socket = connect(t.weft.port, '127.0.0.1')
  socket.write(
    [
      'GET ',
      path,
      ' HTTP/1.1\r\nHost: x\r\nConnection: close\r\n',
      ...headers.map((h) => `${h}\r\n`),
      '\r\n',
    ].join(''),
  )
  return text(socket)
}

describe('the app', () => {
  it('is its page at every address of its own, never cached blindly', async () => {
    for (const path of ['/', '/join', '/s/AAAA', '/s/a%2Fb', '/deep/er']) {
      const response = await t.ask(path)
      expect([path, response.status]).toEqual([path, 200])
      expect(await response.text()).toBe(PAGE)
      expect(response.headers.get('cache-control')).toBe('no-cache')
    }
    expect((await t.ask('/sw.js')).headers.get('cache-control')).toBe('no-cache')
  })

  it('keeps hashed files for ever, and answers a known page with 304', async () => {
    const script = await t.ask('/assets/index-abc123.js')
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    const etag = (await t.ask('/')).headers.get('etag') ?? ''
    const again = await t.ask('/', { headers: { 'if-none-match': `W/"other", ${etag}` } })
    expect(again.status).toBe(304)
    expect(again.headers.get('content-security-policy')).toContain("default-src 'self'")
  })

  it('compresses what gets smaller by it, once, as asked', async () => {
    const ask = async (encoding: string) => {
      const socket = connect(t.weft.port, '127.0.0.1')
      socket.write(
        `GET /assets/index-abc123.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept-Encoding: ${encoding}\r\n\r\n`,
      )
      const chunks: Buffer[] = []
      for await (const chunk of socket) chunks.push(chunk as Buffer)
      const all = Buffer.concat(chunks)
      const at = all.indexOf('\r\n\r\n')
      return { head: all.subarray(0, at).toString().toLowerCase(), body: all.subarray(at + 4) }
    }
    const [br, gzip, plain] = [await ask('gzip, br'), await ask('gzip'), await ask('identity')]
    expect(br.head).toContain('content-encoding: br')
    expect(brotliDecompressSync(br.body).toString()).toBe(SCRIPT)
    expect(gunzipSync(gzip.body).toString()).toBe(SCRIPT)
    expect(plain.body.toString()).toBe(SCRIPT)
    expect(gzip.body.length).toBeLessThan(200)
    for (const { head } of [br, gzip, plain]) expect(head).toContain('vary: accept-encoding')
    expect(await raw('/assets/inter.woff2', ['Accept-Encoding: gzip, br'])).not.toMatch(/content-encoding/i)
  })

  it('a missing file is missing, not the page', async () => {
    expect((await t.ask('/assets/index-old.js')).status).toBe(404)
    expect((await t.ask('/favicon.ico')).status).toBe(404)
  })

  it('takes a new build at the next visit', async () => {
    await t.ask('/')
    await write('app/index.html', `${PAGE}<p>new`)
    await utimes(join(folder, 'app/index.html'), 2e9, 2e9)
    await write('app/assets/new-def456.js', 'new')
    expect(await (await t.ask('/')).text()).toContain('new')
    expect((await t.ask('/assets/new-def456.js')).status).toBe(200)
  })

  it('nothing outside its folder is ever given, however it is spelled', async () => {
    for (const path of [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/%2e%2e%2fsecret.txt',
      '/assets/../../secret.txt',
      '/assets/..%5c..%5csecret.txt',
      '//secret.txt',
      '/assets/%00/../../secret.txt',
      `${folder}/secret.txt`,
      'http://evil.example/../secret.txt',
    ])
      expect(await raw(path)).not.toContain('out of the house')
  })

  it('can only be read', async () => {
    expect((await t.ask('/', { method: 'POST', body: {} })).status).toBe(405)
    expect(await (await t.ask('/', { method: 'HEAD' })).text()).toBe('')
  })

  it('says so when it is not built', async () => {
    await rm(join(folder, 'app'), { recursive: true })
    const response = await t.ask('/')
    expect(response.status).toBe(503)
    expect(await response.text()).toContain('npm run build')
    expect((await t.ask('/healthz')).status).toBe(200)
  })
})

describe('security headers', () => {
  it('stand on every answer: page, interface, error', async () => {
    for (const path of ['/', '/api/me', '/api/nothing', '/assets/missing.js', '/healthz', '/sync/x']) {
      const { headers } = await t.ask(path)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("script-src 'self';")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain(`ws://localhost:${t.weft.port}`)
      // Browsers call the whole source invalid, and say so at every page.
      expect(policy).not.toContain('[')
      expect(policy).not.toContain('unsafe')
    }
  })
})

describe('wanted', () => {
  it.each([
    ['', null],
    ['gzip', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['GZIP', 'gzip'],
    ['br; q=0.000, gzip; q=0', null],
    ['identity', null],
  ])('of %j is %s', (header, encoding) => expect(wanted(header)).toBe(encoding))
})
