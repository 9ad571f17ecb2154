import { type ChildProcess, type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { openStore } from '@weft/persistence'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { CONTROL_RECORD } from './control.ts'

const root = resolve(import.meta.dirname, '../../..')
const bin = join(root, 'server/bin/weft.js')

// Each test runs several processes, one after another.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let folder: string
let data: string
/** Where control sockets go: apart, because their paths must be short. */
let temp: string
const running = new Set<ChildProcess>()

beforeAll(async () => {
  // reason: what is tested is what was built; whether the types are right is another check's question.
  await promisify(execFile)(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'server'],
    {
      cwd: root,
    },
  ).catch((error: Error) => process.stderr.write(`${error.message}\n`))
}, 120_000)
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-cli-'))
  data = join(folder, 'data')
  temp = await mkdtemp(join(tmpdir(), 'weft-tmp-'))
})
afterEach(async () => {
  for (const child of running) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  await chmod(folder, 0o700)
  await rm(folder, { recursive: true, force: true })
  await rm(temp, { recursive: true, force: true })
})

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}
const environment = (more: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('WEFT_'))),
  TMPDIR: temp,
  ...more,
})
const weft = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  ended(spawn(process.execPath, [bin, ...args], { cwd: folder, env: environment(env) }))
const shell = (script: string, args: readonly string[]): Promise<Ended> =>
  ended(spawn('/bin/sh', ['-c', script, ...args], { cwd: folder, env: environment({}) }))
async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  running.add(child)
  child.once('exit', () => running.delete(child))
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  const [code] = (await once(child, 'close')) as [number]
  return { code, out, err }
}
const on = (...args: readonly string[]) => weft([...args, '--data', data])
const json = async <T>(...args: readonly string[]): Promise<T> => {
  const { code, out, err } = await on(...args, '--json')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out) as T
}
interface Served {
  readonly child: ChildProcess
  readonly url: string
  readonly lines: readonly string[]
  end(signal: NodeJS.Signals): Promise<number | null>
}
async function serve(...args: readonly string[]): Promise<Served> {
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0', '--data', data, ...args], {
    cwd: folder,
    env: environment({}),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const lines: string[] = []
  const url = await new Promise<string>((listening, failed) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      const address = /^listening on (http:\S+)$/.exec(line)?.[1]
      if (address !== undefined) listening(address)
    })
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
    })
    child.once('exit', () => failed(new Error(err)))
  })
  return {
    child,
    url,
    lines,
    async end(signal) {
      const exit = once(child, 'exit')
      child.kill(signal)
      return ((await exit) as [number | null])[0]
    },
  }
}
/** One sentence on standard error, and code 1. */
const problem = ({ code, out, err }: Ended): string => {
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(/^weft: [^\n]+\n$/)
  return err
}

describe('weft serve', () => {
  it('says where the owner comes in, then that it listens, and answers', async () => {
    const { url, lines, end } = await serve()
    expect(lines[0]).toMatch(new RegExp(`${url}/join#[\\w-]{43}$`))
    expect(lines[1]).toBe(`listening on ${url}`)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    const start = performance.now()
    expect(await end('SIGTERM')).toBe(0)
    expect(performance.now() - start).toBeLessThan(5_000)
    expect(await readdir(data)).not.toContain(CONTROL_RECORD)
  })

  it('ends cleanly at Ctrl+C too, also when it comes twice at once', async () => {
    const { child, end } = await serve()
    child.kill('SIGINT')
    expect(await end('SIGINT')).toBe(0)
  })

  it('starts again on a folder that was killed', async () => {
    const first = await serve()
    const { space } = await json<{ space: string }>('token', 'create', '--new-space', 'Trial')
    await first.end('SIGKILL')
    const second = await serve()
    expect(await readdir(temp)).toHaveLength(1)
    const { spaces } = await json<{ spaces: { id: string }[] }>('spaces')
    expect(spaces.map(({ id }) => id)).toEqual([space])
    await second.end('SIGTERM')
    expect(await readdir(temp)).toEqual([])
  })

  it('says in one sentence what is wrong with the port', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const said = problem(await on('serve', '--port', String(port)))
    expect(said).toContain(`localhost:${port} is in use`)
    expect(said).toContain('--port')
    other.close()
    expect(problem(await on('serve', '--port', 'x'))).toContain('--port')
    expect(problem(await on('serve', '--host', '192.0.2.7', '--insecure-http'))).toContain('--host')
  })

  it('says in one sentence that the folder is taken', async () => {
    await serve()
    expect(problem(await on('serve', '--port', '0'))).toContain(data)
  })

  it('says in one sentence that the folder is none, or may not be written', async () => {
    await writeFile(join(folder, 'file'), '')
    expect(problem(await weft(['serve', '--port', '0', '--data', join(folder, 'file')]))).toContain('folder')
    expect(problem(await weft(['serve', '--port', '0', '--data', '/sys/weft']))).toContain('/sys/weft')
  })

  it('says in one sentence that the disk is full', async () => {
    const said = await shell('ulimit -f 0; exec "$0" "$@"', [
      process.execPath,
      bin,
      'serve',
      '--port',
      '0',
      '--data',
      data,
    ])
    expect(problem(said)).toContain('full')
  })

  it('refuses what it does not know, in one sentence', async () => {
    expect(problem(await on('serve', '--prot', '1'))).toContain('--prot')
    expect(problem(await weft(['serve', '--data', data], { WEFT_PROT: '1' }))).toContain('WEFT_PROT')
    expect(problem(await weft(['sreve']))).toContain('sreve')
    expect(problem(await on('serve', '--host', '0.0.0.0'))).toContain('--insecure-http')
  })

  it('takes every option from its variable too', async () => {
    const variables = { WEFT_PORT: '0', WEFT_HOST: '0.0.0.0', WEFT_DATA: data }
    expect(problem(await weft(['serve'], variables))).toContain('--insecure-http')
    expect(problem(await weft(['serve'], { ...variables, WEFT_LOG_LEVEL: 'x' }))).toContain('--log-level')
  })
})

describe('the operator’s commands', () => {
  it('archive, restore and delete a space, and tell afterwards who did what', async () => {
    const { space } = await json<{ space: string }>('token', 'create', '--new-space', 'Old plans')
    await writeFile(join(folder, 'plan.md'), '# The plan\n')
    expect((await on('space', 'archive', space)).code).toBe(0)
    expect((await on('spaces')).out).toContain('Old plans (archived)')
    expect(problem(await on('import', join(folder, 'plan.md'), '--space', space))).toContain('archived')
    const { end } = await serve()
    expect((await on('space', 'restore', space)).code).toBe(0)
    expect((await on('import', join(folder, 'plan.md'), '--space', space)).code).toBe(0)
    expect(problem(await on('space', 'delete', space, '--name', 'New plans'))).toContain('“Old plans”')
    const kept = await on('audit', '--space', space)
    expect(kept.out).toContain('The operator archived the space')
    expect((await on('space', 'delete', space, '--name', 'Old plans')).code).toBe(0)
    await end('SIGTERM')
    expect((await on('spaces')).out).toBe('No spaces yet.\n')
    const { out } = await on('audit', '--since', '1h')
    expect(out).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}server +The operator deleted the space [\w-]{22} of 1 person\n$/,
    )
    expect((await json<{ entries: { what: string }[] }>('audit')).entries).toMatchObject([
      { what: 'spaceDeleted', by: 'operator', scope: 'server' },
    ])
    expect(problem(await on('audit', '--since', 'yesterday'))).toContain('7d')
  })

  it('do the same whether or not a server runs on the folder', async () => {
    await writeFile(join(folder, 'plan.md'), '# The plan\n\nWrite **words**.\n')
    const made = await json<{ space: string; token: string }>('token', 'create', '--new-space', 'Before')
    const work = async () => {
      const { url } = await json<{ url: string }>(
        'invite',
        'create',
        '--space',
        made.space,
        '--role',
        'viewer',
      )
      const { spaces } = await json<{ spaces: { id: string; name: string }[] }>('spaces')
      const { token } = await json<{ token: string }>('token', 'create', '--space', made.space)
      const note = await json<{ title: string }>('import', join(folder, 'plan.md'), '--space', made.space)
      return {
        path: new URL(url).pathname,
        spaces: spaces.map(({ name }) => name),
        token: token.length,
        note: note.title,
      }
    }
    const without = await work()
    const { url, end } = await serve()
    expect(await work()).toEqual(without)
    const { spaces } = (await (
      await fetch(`${url}/api/spaces`, { headers: { authorization: `Bearer ${made.token}` } })
    ).json()) as { spaces: unknown[] }
    expect(spaces).toMatchObject([{ id: made.space, name: 'Before', role: 'member' }])

    const live = await json<{ files: string[] }>(
      'export',
      '--space',
      made.space,
      '--out',
      join(folder, 'live'),
    )
    expect(live.files).toContain('notes/The plan.md')
    expect(await readFile(join(folder, 'live/notes/The plan.md'), 'utf8')).toBe(
      '# The plan\n\nWrite **words**.\n',
    )
    const taken = await on('export', '--space', made.space, '--out', join(folder, 'plan.md'))
    expect(problem(taken)).toContain('--out')
    await end('SIGTERM')
    const dead = await json<{ files: string[] }>(
      'export',
      '--space',
      made.space,
      '--out',
      join(folder, 'dead'),
    )
    expect(dead.files).toEqual(live.files)
  })

  it('lead links to where the server was, and is', async () => {
    const { url, end } = await serve()
    const there = async () => (await on('owner-link')).out
    expect(await there()).toMatch(new RegExp(`^${url}/join#`))
    await end('SIGTERM')
    expect(await there()).toMatch(new RegExp(`^${url}/join#`))
  })

  it('are not misled by what a killed server left behind', async () => {
    const { end } = await serve()
    await end('SIGKILL')
    expect(await readdir(data)).toContain(CONTROL_RECORD)
    expect((await on('spaces')).out).toBe('No spaces yet.\n')
    await writeFile(join(data, CONTROL_RECORD), 'half a rec')
    expect((await on('spaces')).code).toBe(0)
  })

  it('answer wrong input with one sentence', async () => {
    await mkdir(data)
    const id = 'AAAAAAAAAAAAAAAAAAAAAA'
    const cases: [string[], string][] = [
      [['token', 'create'], '--new-space'],
      [['token', 'create', '--space', id, '--new-space', 'x'], '--new-space'],
      [['token', 'create', '--space', 'short'], 'weft spaces'],
      [['token', 'create', '--space', id], id],
      [['token', 'create', '--new-space', 'x', '--role', 'owner'], 'role'],
      [['token', 'create', '--new-space', ' '], 'name'],
      [['invite', 'create'], '--space'],
      [['invite', 'create', '--space', id, '--hours', 'x'], 'hours'],
      [['invite', 'create', '--space', id, '--uses', '1.5'], 'uses'],
      [['import', join(folder, 'none.md'), '--space', id], 'none.md'],
      [['export', '--space', id], '--out'],
      [['amnesty', '--space', id, '--hours', '721'], '720 hours'],
      [['amnesty', '--space', id, '--hours', '1', '--end'], '--end'],
      [['restore', 'x', '--amnesty', 'x'], '--amnesty'],
      [['spaces', '--loud'], '--loud'],
    ]
    for (const [args, part] of cases) expect(problem(await on(...args))).toContain(part)
    const nowhere = join(folder, 'nowhere')
    expect(problem(await weft(['spaces', '--data', nowhere]))).toContain(nowhere)
    expect(await readdir(folder)).not.toContain('nowhere')
  })

  it('check, back up and restore, beside a server and without one', async () => {
    const made = await json<{ space: string }>('token', 'create', '--new-space', 'Trial')
    const file = join(folder, 'weft.backup')
    const { end } = await serve()
    const live = await json<{ totals: { spaces: number } }>('verify')
    expect(live).toMatchObject({ totals: { spaces: 1 }, findings: [] })
    expect((await on('backup', file)).out).toMatch(/weft\.backup holds 1 space, \d+ records?, /)
    expect(problem(await on('backup', file))).toContain('--force')
    await end('SIGTERM')
    expect((await on('verify')).out).toMatch(/^Read 1 space, .*: all is well\.\n$/)
    expect(problem(await on('restore', file))).toContain('is not empty')

    data = join(folder, 'restored')
    expect(problem(await on('restore', join(folder, 'none')))).toContain('none')
    expect((await on('restore', file)).code).toBe(0)
    const amnesty = (...args: string[]) => on('amnesty', '--space', made.space, ...args)
    expect((await amnesty()).out).toMatch(/^Open until 20\d\d-/)
    expect((await amnesty('--end')).code).toBe(0)
    expect((await amnesty()).out).toBe('No amnesty is open.\n')
    expect(problem(await amnesty('--end'))).toContain('No amnesty is open')
    expect((await amnesty('--hours', '5')).out).toMatch(/^Open until 20\d\d-/)
    const { spaces } = await json<{ spaces: unknown[] }>('spaces')
    expect(spaces).toMatchObject([{ id: made.space, name: 'Trial' }])

    const store = await openStore(data)
    await store.log.append(made.space, new Uint8Array([1, 2, 3]))
    await store.close()
    const { code, out, err } = await on('verify')
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(new RegExp(`^space ${made.space} {2}record \\d+: `)),
    ])
    expect(out).toMatch(/: 1 damaged\.\n$/)
    expect(err).toMatch(/^weft: [^\n]+\n$/)
  })

  it('explain themselves', async () => {
    for (const args of [
      [],
      ['serve'],
      ['token', 'create'],
      ['invite', 'create'],
      ['owner-link'],
      ['amnesty'],
      ['import'],
      ['export'],
      ['verify'],
      ['backup'],
      ['restore'],
    ]) {
      const { code, out } = await weft([...args, '--help'])
      expect([args, code]).toEqual([args, 0])
      expect(out).toContain('Usage: weft')
    }
    expect((await weft(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
