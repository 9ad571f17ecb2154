import { randomFillSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createNote,
  type EntryId,
  type NoteId,
  noteBody,
  noteId,
  type PersonId,
  type SpaceId,
} from '@weft/space'
import { virtualRuntime } from '@weft/space/testing'
import { systemRuntime } from '@weft/web/sync'
import * as Y from 'yjs'
import { Server } from '../browser/fixtures/server.ts'
import { LiveClient } from '../replay/line.ts'
import { type Edit, holds, type View, viewOf } from './edits.ts'
import type { Door } from './line.ts'
import { readLog } from './log.ts'
import { until } from './until.ts'
import { Writer } from './writer.ts'

export interface CampaignOptions {
  readonly cycles: number
  /** Of what is typed and of when the server is killed; how that falls on the real disk and sockets is the machine's. */
  readonly seed: number
  readonly writers?: number
  /** After each cycle. */
  progress?(cycle: number, tally: Tally): void
}
export interface Tally {
  readonly edits: number
  readonly acked: number
  readonly shown: number
  /** What was acked or shown, and wasn't there after a kill; one sentence each. */
  readonly lost: readonly string[]
}

/** Kills the real server under load, over and over, and looks each time at what it had promised. */
export async function campaign(options: CampaignOptions): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-crash-'))
  const server = new Server(folder, [])
  const run = new Campaign(server, options)
  try {
    await server.start()
    await run.settleIn()
    for (let cycle = 1; cycle <= options.cycles; cycle++) {
      await run.cycle()
      options.progress?.(cycle, run.tally)
    }
    await run.finish()
    return run.tally
  } finally {
    await run.close()
    await server.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

class Campaign {
  readonly #server: Server
  readonly #options: CampaignOptions
  readonly #chance: () => number
  readonly #door: Door = { open: true, origin: '', lines: 0 }
  readonly #writers: Writer[] = []
  readonly #lost: string[] = []
  /** A stock y-websocket client: it came first after the last restart, and has watched since. */
  #observer: LiveClient | null = null
  #place = { origin: '', space: '' as SpaceId }
  #note = '' as NoteId
  #token = ''
  #acks = 0

  constructor(server: Server, options: CampaignOptions) {
    this.#server = server
    this.#options = options
    this.#chance = virtualRuntime(options.seed).chance
  }

  get tally(): Tally {
    const edits = this.#edits()
    return {
      edits: edits.length,
      acked: edits.filter(({ acked }) => acked).length,
      shown: edits.filter(({ shown }) => shown).length,
      lost: this.#lost,
    }
  }

  /** A space, a note that all write in, people with their devices. */
  async settleIn(): Promise<void> {
    const first = await this.#issue('--new-space', 'Crash', '--name', 'observer')
    this.#place = { origin: this.#server.origin, space: first.space }
    this.#door.origin = this.#server.origin
    this.#token = first.token
    this.#observer = await this.#newcomer()
    this.#note = noteId((bytes) => void randomFillSync(bytes))
    createNote(this.#observer.doc, { id: this.#note, title: 'Words', by: first.person, at: Date.now() })
    const block = noteBody(this.#observer.doc, this.#note)?.get(0)
    if (block instanceof Y.XmlElement) block.insert(0, [new Y.XmlText()])
    await until('the note is acknowledged', () => this.#observer?.saved === true)
    for (let i = 0; i < (this.#options.writers ?? 4); i++) {
      const name = String.fromCharCode(97 + i)
      const { token, person } = await this.#issue('--space', first.space, '--name', name)
      this.#writers.push(
        new Writer({
          name,
          token,
          person,
          space: first.space,
          note: this.#note,
          door: this.#door,
          runtime: systemRuntime,
          chance: this.#chance,
          acked: () => this.#acks++,
        }),
      )
    }
    await this.#everybodyIsBack()
    for (const writer of this.#writers) writer.start()
  }

  async cycle(): Promise<void> {
    await this.#momentToKill()
    this.#door.open = false
    await this.#server.kill()
    await until('all lines have ended', () => this.#door.lines === 0)
    this.#remember()
    this.#observer?.end()
    this.#judge('in the log', await readLog(this.#server.folder, this.#place.space))
    await this.#server.start()
    this.#observer = await this.#newcomer()
    this.#judge('with a newcomer', this.#observer.doc)
    this.#door.open = true
    for (const writer of this.#writers) writer.session.retry()
    // Now and then the next kill meets them on their way back.
    if (this.#chance() < 0.8) await this.#everybodyIsBack()
    for (const writer of this.#writers) writer.check()
  }

  /** All that was ever typed is with everybody. */
  async finish(): Promise<void> {
    for (const writer of this.#writers) writer.stop()
    await this.#everybodyIsBack()
    await until('all is saved', () => this.#writers.every(({ saved }) => saved))
    const late = await this.#newcomer()
    const docs = new Map([
      ['a newcomer', late.doc],
      ...this.#writers.map(({ name, doc }) => [name, doc] as const),
    ])
    if (this.#observer) docs.set('the observer', this.#observer.doc)
    const state = (doc: Y.Doc) => JSON.stringify([...Y.decodeStateVector(Y.encodeStateVector(doc))].sort())
    await until('all have received the same', () => new Set([...docs.values()].map(state)).size === 1)
    for (const [name, doc] of docs) this.#judge(`with ${name} at the end`, doc, () => true)
    late.end()
    for (const writer of this.#writers) writer.check()
  }

  async close(): Promise<void> {
    this.#observer?.end()
    for (const writer of this.#writers) await writer.close()
  }

  /** At any moment; or just when the server has promised something. */
  async #momentToKill(): Promise<void> {
    const [which, far] = [this.#chance(), this.#chance()]
    if (which < 0.5) {
      const acks = this.#acks + 1 + Math.floor(far * 60)
      await until('something is acked', () => this.#acks >= acks)
    } else
      await new Promise<void>((resolve) => {
        systemRuntime.timer(far * (which < 0.6 ? 20 : 500), resolve)
      })
  }

  /** Who has what at this moment, of what they didn't type themselves, has it from the server. */
  #remember(): void {
    const views = new Map(this.#writers.map(({ name, doc }) => [name, viewOf(doc, this.#note)]))
    if (this.#observer) views.set('observer', viewOf(this.#observer.doc, this.#note))
    const texts = this.#texts()
    for (const edit of this.#edits()) {
      if (edit.shown) continue
      edit.shown = [...views].some(([name, view]) => name !== edit.by && holds(view, edit, texts))
    }
  }

  #judge(where: string, doc: Y.Doc, must = ({ acked, shown }: Edit) => acked || shown): void {
    const view: View = viewOf(doc, this.#note)
    const texts = this.#texts()
    for (const edit of this.#edits()) {
      if (edit.lost || !must(edit) || holds(view, edit, texts)) continue
      edit.lost = true
      const promised = [edit.acked && 'acknowledged', edit.shown && 'shown'].filter(Boolean).join(' and ')
      this.#lost.push(`${JSON.stringify(edit.what)}, ${promised || 'typed'}, is not ${where}`)
    }
  }

  async #newcomer(): Promise<LiveClient> {
    const one = new LiveClient(this.#place, this.#token, 'observer')
    let synced = false
    void one.synced().then(() => {
      synced = true
    })
    await until('a newcomer has what the server has', () => synced)
    return one
  }

  async #everybodyIsBack(): Promise<void> {
    await until('everybody is back', () => {
      for (const writer of this.#writers) writer.check()
      return this.#writers.every(({ online }) => online)
    })
  }

  async #issue(...args: string[]): Promise<{ token: string; space: SpaceId; person: PersonId }> {
    return JSON.parse(await this.#server.command('token', 'create', '--json', ...args))
  }

  #edits(): Edit[] {
    return this.#writers.flatMap(({ edits }) => edits)
  }
  #texts(): Map<EntryId, string> {
    return new Map(
      this.#edits().flatMap(({ what }) => (what.kind === 'line' ? [[what.id, what.text] as const] : [])),
    )
  }
}
