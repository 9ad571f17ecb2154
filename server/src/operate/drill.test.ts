import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '@weft/persistence'
import { authorsSchema } from '@weft/space/api'
import { Close, tokenSubprotocol } from '@weft/space/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { lineOf } from './examine.ts'
import { restoreBackup } from './restore.ts'
import { type Trial, trial } from './trial.ts'
import { backup, verify } from './verify.ts'

let folder: string
let file: string
const trials = new Set<Trial>()
const providers = new Set<WebsocketProvider>()
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-drill-'))
  file = join(folder, 'weft.backup')
})
afterEach(async () => {
  for (const provider of providers) leave(provider)
  for (const t of trials) await t.close()
  trials.clear()
  await rm(folder, { recursive: true })
})
const start = async (name: string): Promise<Trial> => {
  const t = await trial({ data: join(folder, name) })
  trials.add(t)
  return t
}
const stop = async (t: Trial): Promise<void> => {
  trials.delete(t)
  await t.close()
}
const save = async (t: Trial, more = { force: false }) => (await backup(t.data, file, more)).report
const restore = (data: string, amnesty = 1) => restoreBackup(file, data, { now: Date.now, amnesty })

/** An unmodified client that writes lines into a text of its own. */
function client(t: Trial, { space, token }: Made, doc = new Y.Doc()): WebsocketProvider {
  const provider = new WebsocketProvider(`${t.weft.url.replace('http', 'ws')}/sync`, space, doc, {
    // reason: y-websocket is typed for the browser's WebSocket; ws has all of it that it uses.
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    protocols: ['weft.0', tokenSubprotocol(token)],
    disableBc: true,
  })
  providers.add(provider)
  return provider
}
function leave(provider: WebsocketProvider): void {
  providers.delete(provider)
  provider.destroy()
}
const closed = (provider: WebsocketProvider): Promise<number | undefined> =>
  new Promise((resolve) => provider.once('connection-close', (event) => resolve(event?.code)))
const words = (doc: Y.Doc): string[] => doc.getArray<string>('words').toArray()
const say = (doc: Y.Doc, word: string): void => doc.getArray<string>('words').push([word])
const hears = (doc: Y.Doc, word: string): Promise<void> =>
  new Promise((resolve) => {
    const look = () => words(doc).includes(word) && resolve()
    doc.on('update', look)
    look()
  })
interface Made {
  readonly space: string
  readonly token: string
  readonly person: string
}
const tokenFor = (t: Trial, space: string, name: string): Promise<Made> =>
  t.weft.operator.createToken({ target: { space: space as never }, role: 'member', name })

/** A server with an owner and a space, in which two programs have written. */
async function lived() {
  const t = await start('first')
  const { cookie, space } = await t.owner()
  const [anna, bert] = [await tokenFor(t, space, 'Anna'), await tokenFor(t, space, 'Bert')]
  const [a, b] = [client(t, anna), client(t, bert)]
  for (let n = 0; n < 30; n++) say(a.doc, `before ${n}`)
  await hears(b.doc, 'before 29')
  return { t, cookie, space, anna, bert, a, b }
}

describe('a restore drill', () => {
  it('G1 brings back what was acked before the backup, and clients what came after it', async () => {
    const { t, cookie, space, anna, bert, a, b } = await lived()
    // Writing goes on while the backup runs. What another screen shows was acked: the log comes first.
    let backedUp = false
    const writing = (async () => {
      for (let n = 0; !backedUp; n++) {
        say(b.doc, `during ${n}`)
        await hears(a.doc, `during ${n}`)
      }
    })()
    expect((await save(t)).findings).toEqual([])
    backedUp = true
    await writing
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual(['first', 'weft.backup'])
    say(a.doc, 'after, of Anna')
    await hears(b.doc, 'after, of Anna')
    const newcomer = client(t, bert)
    say(newcomer.doc, 'after, of an id that the backup doesn’t know')
    await hears(a.doc, 'after, of an id that the backup doesn’t know')
    await hears(b.doc, 'after, of an id that the backup doesn’t know')
    for (const one of [a, b, newcomer]) leave(one)
    await stop(t)

    const again = join(folder, 'again')
    expect((await restore(again)).totals).toMatchObject({ spaces: 1 })
    expect(await verify(again)).toMatchObject({ findings: [], totals: { spaces: 1 } })
    const r = await start('again')
    expect(r.weft.ownerLink).toBeNull()
    const { entries } = await r.weft.operator.audit({ space: null, since: null })
    expect(entries).toContainEqual(
      expect.objectContaining({ what: 'restored', by: 'operator', spaces: 1, scope: 'server' }),
    )
    expect(entries[0]).toMatchObject({ what: 'amnestyOpened', by: 'operator', scope: space })
    const me = await r.ask('/api/spaces', { cookie })
    expect(await me.json()).toMatchObject({ spaces: [{ id: space, role: 'owner' }] })
    const { people } = await r.weft.operator.people({ space })
    expect(people.map(({ name, role }) => [name, role])).toEqual([
      ['Anna', 'member'],
      ['Bert', 'member'],
      ['Olga', 'owner'],
    ])
    // A stranger to all that came later, with nothing of their own, sees what the backup has.
    const fresh = client(r, anna)
    await hears(fresh.doc, 'before 29')
    expect(words(fresh.doc)).not.toContain('after, of Anna')
    // Bert's device is first, with Anna's newer words on it; then her own, as if nothing had been.
    client(r, bert, b.doc)
    await hears(fresh.doc, 'after, of Anna')
    const anna2 = client(r, anna, a.doc)
    say(a.doc, 'and on it goes')
    await hears(fresh.doc, 'and on it goes')
    await hears(b.doc, 'and on it goes')
    expect(words(fresh.doc)).toEqual(words(a.doc))
    expect(words(b.doc)).toEqual(words(a.doc))
    expect(anna2.wsconnected).toBe(true)
    expect(await verify(again)).toMatchObject({ findings: [] })
  }, 60_000)

  it('G6 takes back only what is its sender’s own when no amnesty is open; then an owner opens one, and ends it', async () => {
    const { t, cookie, space, anna, bert, a, b } = await lived()
    await save(t)
    say(a.doc, 'after, of Anna')
    await hears(b.doc, 'after, of Anna')
    for (const one of [a, b]) leave(one)
    await stop(t)
    const again = join(folder, 'again')
    await restore(again, 0)
    const r = await start('again')
    const fresh = client(r, anna)
    await hears(fresh.doc, 'before 29')
    const refused = closed(client(r, bert, b.doc))
    expect(await refused).toBe(Close.refused)

    const path = `/api/spaces/${space}/amnesty`
    expect((await r.ask(path, { method: 'POST', cookie, body: { hours: 2 } })).status).toBe(200)
    expect((await r.weft.operator.amnesty({ space })).until).toBeGreaterThan(Date.now() + 3_600_000)
    client(r, bert, b.doc)
    await hears(fresh.doc, 'after, of Anna')
    const answer = await r.ask(`/api/spaces/${space}/authors?clients=${a.doc.clientID}`, { cookie })
    const { authors } = authorsSchema.parse(await answer.json())
    expect(authors[0]?.stretches.map(({ by, verified }) => [by, verified])).toEqual([
      [anna.person, true],
      [bert.person, false],
    ])

    expect((await r.ask(path, { method: 'DELETE', cookie })).status).toBe(204)
    expect(await r.weft.operator.amnesty({ space })).toEqual({ until: null })
    expect(r.log.map(({ event }) => event).filter((event) => /amnesty|returned/.test(event))).toEqual([
      'amnesty_opened',
      'content returned',
      'amnesty_ended',
    ])
  }, 60_000)

  it('makes the same of a folder that no server runs on', async () => {
    const { t, a } = await lived()
    await stop(t)
    const { report } = await backup(t.data, file, { force: false })
    expect(report.findings).toEqual([])
    await restore(join(folder, 'again'))
    const r = await start('again')
    const { spaces } = await r.weft.operator.spaces({})
    const other = await tokenFor(r, spaces[0]?.id ?? '', 'Cem')
    const fresh = client(r, other)
    await hears(fresh.doc, 'before 29')
    expect(words(fresh.doc)).toEqual(words(a.doc))
  }, 60_000)
})

describe('a backup', () => {
  it('replaces no file unless told to, and leaves nothing half-written', async () => {
    const { t } = await lived()
    await writeFile(file, 'precious')
    await writeFile(`${file}.part`, 'of a backup that was killed')
    await expect(save(t)).rejects.toThrow(`${file} is there already`)
    expect(await readFile(file, 'utf8')).toBe('precious')
    await save(t, { force: true })
    expect(await readdir(folder)).toEqual(['first', 'weft.backup'])
    await expect(backup(t.data, folder, { force: true })).rejects.toThrow('is a folder')
    await expect(backup(t.data, join(folder, 'none', 'x'), { force: false })).rejects.toThrow('ENOENT')
  }, 60_000)
})

describe('a restore', () => {
  it('refuses a file that is damaged, cut short, newer or foreign, and makes no folder', async () => {
    const { t } = await lived()
    await save(t)
    const good = await readFile(file)
    const refused = async (bytes: Uint8Array): Promise<string> => {
      await writeFile(file, bytes)
      const error: unknown = await restore(join(folder, 'again')).catch((thrown: unknown) => thrown)
      expect(await readdir(folder)).toEqual(['first', 'weft.backup'])
      return error instanceof Error ? error.message : 'nothing'
    }
    const middle = good.length >> 1
    expect(await refused(good.with(middle, (good[middle] ?? 0) ^ 4))).toContain('is damaged')
    expect(await refused(good.subarray(0, middle))).toContain('is cut short')
    expect(await refused(Buffer.from('# A Markdown file'))).toContain('is not a backup')
    expect(await refused(Buffer.concat([good, Buffer.from('x')]))).toContain('is damaged')
  }, 60_000)

  it('refuses a folder with anything in it', async () => {
    const { t } = await lived()
    await save(t)
    await expect(restore(t.data)).rejects.toThrow('is not empty')
    await expect(restore(file)).rejects.toThrow('is not a folder')
    await expect(
      restoreBackup(`${file}2`, join(folder, 'again'), { now: Date.now, amnesty: 1 }),
    ).rejects.toThrow("can't be read")
  }, 60_000)
})

describe('a check', () => {
  it('tells a run of records with the same fate in one line', async () => {
    const path = join(folder, 'data')
    const store = await openStore(path)
    for (let n = 0; n < 5; n++) await store.log.append('s', new TextEncoder().encode('\u0001 nonsense'))
    await store.close()
    expect((await verify(path)).findings.map(lineOf)).toEqual([
      'space s  records 1 to 5: not a log entry of this version: malformed',
    ])
  })

  it('names a record that is damaged, one that isn’t ours, and a person whom nobody can read', async () => {
    const { t, space, a, b } = await lived()
    leave(a)
    leave(b)
    await stop(t)
    const store = await openStore(t.data)
    const { last } = await store.holdings.read(space)
    await store.log.append(space, new TextEncoder().encode('\u0001 no record of ours'))
    await store.records.write([{ kind: 'person', key: 'x', value: { name: 1 } }])
    await store.close()
    // The first words, as they lie in LevelDB's own files.
    const files = (await readdir(t.data)).filter((name) => /\.(log|ldb)$/.test(name))
    let hits = 0
    for (const path of files.map((name) => join(t.data, name))) {
      const bytes = await readFile(path)
      const at = bytes.indexOf('before 0')
      if (at < 0) continue
      hits++
      await writeFile(path, bytes.with(at, (bytes[at] ?? 0) ^ 1))
    }
    expect(hits).toBe(1)
    const lines = (await verify(t.data)).findings.map(lineOf)
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(new RegExp(`^space ${space} {2}record \\d+: (checksum|missing)$`)),
        `space ${space}  record ${last + 1}: not a log entry of this version: malformed`,
        'person x: not what this version writes',
      ]),
    )
    // A backup of it is made, and names the same. What came from it stands in for what can't be made out, which is kept.
    const { report } = await backup(t.data, file, { force: false })
    expect(report.findings.filter(({ what }) => what === 'record')).toHaveLength(2)
    const told = await restore(join(folder, 'again'))
    expect(told.findings).toEqual(report.findings)
    const after = await verify(join(folder, 'again'))
    expect(after.findings.map(({ what, seq, covered }) => [what, seq, covered])).toEqual([
      ['person', null, false],
      ['record', expect.any(Number), true],
      ['record', last + 1, true],
    ])
  }, 60_000)
})
