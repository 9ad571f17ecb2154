import { asPersona, type Member, type PersonId, type Role, type Runtime, type SpaceId } from '@weft/space'
import { Close, type Notice } from '@weft/space/wire'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type {
  DeviceStore,
  Dial,
  Keeping,
  Link,
  Refused,
  SpacePerson,
  SpaceSession,
  Surroundings,
} from './contract.ts'
import { Copy } from './copy.ts'
import { Ledger } from './ledger.ts'
import { cell, sameFields } from './live.ts'
import { presenceOf } from './presence.ts'
import { Provider } from './provider.ts'
import { whyOf } from './store-failure.ts'
import { mergeAll } from './updates.ts'

export interface SessionOptions {
  readonly space: SpaceId
  /** Who this device belongs to: their role is read from the list of people. */
  readonly person: PersonId
  readonly runtime: Runtime
  readonly dial: Dial
  readonly store: DeviceStore
  readonly surroundings: Surroundings
  /** What has to be there before a document is filled. Never rejects. */
  readonly prepared?: Promise<void>
  /** What went wrong although the show goes on: for the console, or a test that wants none. */
  readonly problem: (error: unknown) => void
}

/** How long the line waits for this device's store, in ms. A store that hangs mustn't keep anybody offline. */
const STORE_PATIENCE = 3_000

/** One document and all that follows it. A refusal ends one life and begins the next. */
interface Life {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly ledger: Ledger
  readonly copy: Copy
  readonly provider: Provider
}

/** Opens a space on this device: shows what is kept here, and connects. Never rejects: what fails is told by `keeping` and `link`. */
export function openSession(options: SessionOptions): SpaceSession {
  const { space, person, runtime, store, surroundings, problem } = options
  const link = cell<Link>({ state: 'connecting', since: runtime.now() })
  const keeping = cell<Keeping>(
    { unsaved: 0, unkept: 0, unsavedSince: null, failure: null, savedAt: null, damaged: 0 },
    sameFields,
  )
  const content = cell<'loading' | 'empty' | 'local' | 'ready'>('loading')
  const role = cell<Role | null>(null)
  const people = cell<ReadonlyMap<string, SpacePerson>>(new Map())
  const refused = cell<readonly Refused[]>([])
  const notices = new Set<(notice: Notice) => void>()
  /** Refusals in a row that had nothing of ours to put aside. */
  let emptyRefusals = 0
  let lastInMemory = 0
  /** As it was put back, by its id, while it is kept as refused all the same: who tries twice has it once. */
  const returned = new Map<number, Uint8Array>()
  /** Refused edits that no row holds yet. */
  let aside = 0
  /** Why refused work stands in memory only. */
  let asideFailure: Keeping['failure'] = null
  let closed = false

  const reckon = (part: Partial<Keeping> = {}) => {
    const { ledger, copy } = life
    const before = keeping.get()
    keeping.set({
      ...before,
      unsaved: ledger.unsaved + aside,
      unkept: ledger.unkept + aside,
      unsavedSince: ledger.unsaved + aside === 0 ? null : (before.unsavedSince ?? runtime.now()),
      failure: copy.failure ?? asideFailure,
      ...part,
    })
  }
  const count = (damaged: number) =>
    keeping.set({ ...keeping.get(), damaged: keeping.get().damaged + damaged })
  const meet = (list: readonly SpacePerson[]) => {
    people.set(new Map(list.map((one) => [one.id, one])))
    const me = people.get().get(person)
    if (me) role.set(me.gone ? null : me.role)
  }
  const hear = (notice: Notice) => {
    if (notice.kind === 'role') {
      role.set(notice.role)
      const me = people.get().get(person)
      if (me) meet([...people.get().values()].map((one) => (one === me ? withRole(me, notice.role) : one)))
    }
    for (const handle of [...notices]) handle(notice)
  }

  function begin(): Life {
    const doc = new Y.Doc({ guid: space })
    doc.clientID = clientId(runtime)
    const awareness = presenceOf(doc, clientId(runtime))
    const ledger = new Ledger()
    const provider: Provider = new Provider({
      space,
      doc,
      awareness,
      ledger,
      runtime,
      dial: options.dial,
      surroundings,
      handle: {
        acked(rows) {
          if (rows.length > 0) emptyRefusals = 0
          reckon(ledger.unsaved === 0 ? { savedAt: runtime.now() } : {})
          void copy.acked(rows)
        },
        people(list) {
          meet(list)
          store.savePeople(list).catch(problem)
        },
        notice: hear,
        refused: (reason) => void startOver(reason),
        adrift: () => void startOver('damaged'),
        problem,
      },
    })
    const copy = new Copy({
      doc,
      store,
      prepared: options.prepared,
      ledger,
      runtime,
      remote: provider,
      made: (edit, update) => provider.push(edit, update),
      found: (edit, update) => provider.pushLater(edit, update),
      loaded(stored) {
        if (people.get().size === 0) meet(stored.people)
        refused.set(withRefused(stored.refused, refused.get()))
        count(stored.damaged)
      },
      damaged: count,
      changed: () => {
        if (life?.ledger !== ledger) return
        const saved = ledger.unsaved === 0 && keeping.get().unsaved > 0
        reckon(saved ? { savedAt: runtime.now() } : {})
      },
      problem,
    })
    provider.link.subscribe(() => {
      if (life.provider !== provider || closed) return
      const now = provider.link.get()
      link.set(now)
      if (now.state === 'online' && now.synced) content.set('ready')
      lookForUnasked()
      // Not this person's any more: what the server has needs no copy here, what it hasn't is put aside first (G7).
      if (now.state === 'stopped' && now.code === Close.spaceGone) {
        if (life.ledger.unsaved > 0) void startOver('gone')
        else void store.dropCopy().catch(problem)
      }
      // What the server won't even read it can't name as refused: it would keep the space shut at every try (G7).
      if (now.state === 'stopped' && now.code === Close.tooLarge && life.ledger.unsaved > 0)
        void startOver('tooLarge')
    })
    return { doc, awareness, ledger, copy, provider }
  }

  /** Shows what is kept here, then connects; connects all the same when the store doesn't answer. */
  async function open(begun: Life): Promise<void> {
    let cancel = () => {}
    const patience = new Promise<void>((resolve) => {
      cancel = runtime.timer(STORE_PATIENCE, resolve)
    })
    const loading = begun.copy
      .load()
      .then(() => {
        if (life !== begun || content.get() === 'ready') return
        content.set(begun.doc.store.clients.size > 0 ? 'local' : 'empty')
      })
      .then(lookForUnasked)
    await Promise.race([loading, patience])
    cancel()
    if (life === begun && !closed) begun.provider.connect()
  }

  /**
   * Puts the unsaved work aside, with the reason, and begins anew from what the server has taken (G7). `tab`: another tab was
   * refused, which says nothing about what the server makes of this one.
   */
  async function startOver(reason: Refused['reason'], whose: 'ours' | 'tab' = 'ours'): Promise<void> {
    const old = life
    const why = { at: runtime.now(), reason }
    const unkept = old.ledger.putAside()
    old.copy.end()
    old.provider.destroy()
    life = begin()
    const fresh = life
    fresh.awareness.setLocalState(withoutCursors(old.awareness.getLocalState()))
    content.set('loading')
    docs.set(fresh.doc)
    presences.set(fresh.awareness)
    old.awareness.destroy()
    // A screen may write into the old document until it has noticed.
    old.doc.on('update', (update: Uint8Array) => void putAside(why, [update]))
    const some = await putAside(why, unkept)
    if (whose === 'ours') emptyRefusals = some ? 0 : emptyRefusals + 1
    // Nothing of ours, and refused again: it is the copy, then. (The first time another tab may have put it all aside.)
    if (whose === 'ours' && emptyRefusals === 2) await store.dropCopy().catch(problem)
    if (life !== fresh || closed) return
    if (whose === 'ours' && emptyRefusals > 2) {
      // Even with an empty copy: trying on changes nothing.
      await fresh.copy.load()
      link.set({ state: 'stopped', code: Close.refused, reason })
      return
    }
    await open(fresh)
  }

  async function putAside(
    why: Pick<Refused, 'at' | 'reason'>,
    unkept: readonly Uint8Array[],
  ): Promise<boolean> {
    aside += unkept.length
    reckon()
    try {
      const one = await store.refuse(why, unkept)
      if (one) refused.set(withRefused(refused.get(), [one]))
      return one !== null
    } catch (error) {
      problem(error)
      if (unkept.length === 0) return false
      const one = { ...why, id: --lastInMemory, update: mergeAll(unkept) }
      refused.set(withRefused(refused.get(), [one]))
      asideFailure = whyOf(error)
      return true
    } finally {
      aside -= unkept.length
      reckon()
    }
  }

  /** A viewer may not be asked for anything: then what they wrote before would wait for an ack for ever. */
  function lookForUnasked(): void {
    const { provider, ledger } = life
    const now = provider.link.get()
    if (closed || now.state !== 'online' || !now.synced || provider.asked || ledger.unsaved === 0) return
    void startOver('viewer')
  }

  /** Resolves when every edit is on this device's disk or on the server; rejects when it can't be now. */
  const safe = (): Promise<void> =>
    new Promise((resolve, reject) => {
      let leave = (): void => {}
      const look = () => {
        const { unkept, failure } = keeping.get()
        if (unkept > 0 && failure === null) return
        leave()
        if (unkept === 0) resolve()
        else reject(new Error(`It is back, but nowhere else yet: ${failure} So it stays here too.`))
      }
      leave = keeping.subscribe(look)
      look()
    })

  let life = begin()
  const docs = cell(life.doc)
  const presences = cell(life.awareness)
  const leaveTabs = store.onOtherTab((news) => {
    if (news.kind === 'forgotten') refused.set(refused.get().filter(({ id }) => id !== news.id))
    if (news.kind === 'refused') {
      refused.set(withRefused(refused.get(), [news.refused]))
      void startOver(news.refused.reason, 'tab')
    }
  })
  const leaveSurroundings = surroundings.subscribe((what) => {
    if (what !== 'offline') store.catchUp().catch(problem)
  })
  void open(life)

  return {
    space,
    doc: docs,
    awareness: presences,
    link,
    keeping,
    content,
    role,
    people,
    refused,
    retry: () => life.provider.retry(),
    async retryRefused(id) {
      const one = refused.get().find((each) => each.id === id)
      if (!one) return
      const { toPutBack } = await import('./put-back.ts')
      const update = toPutBack(life.doc, returned.get(id) ?? one.update, () => clientId(runtime))
      returned.set(id, update)
      Y.applyUpdate(life.doc, update, RETRIED)
      await safe()
      await this.forgetRefused(id)
    },
    async forgetRefused(id) {
      if (id >= 0) await store.forgetRefused(id)
      returned.delete(id)
      refused.set(refused.get().filter((each) => each.id !== id))
    },
    onNotice(handle) {
      notices.add(handle)
      return () => {
        notices.delete(handle)
      }
    },
    async close() {
      if (closed) return
      closed = true
      leaveTabs()
      leaveSurroundings()
      life.provider.destroy()
      life.copy.end()
      await store.close()
      life.awareness.destroy()
      life.doc.destroy()
    },
  }
}

/** The origin of a transaction that brings refused work back. */
const RETRIED = Symbol('retried')

/** 0 < id < 2^32, by the runtime's chance, so that a seed gives the same run. */
function clientId(runtime: Runtime): number {
  const bytes = new Uint32Array(1)
  runtime.random(new Uint8Array(bytes.buffer))
  return bytes[0] || 1
}

/** Where somebody is stays true of a new document; cursors name items of the old one. */
function withoutCursors(state: Readonly<Record<string, unknown>> | null): Record<string, unknown> | null {
  return state && Object.fromEntries(Object.entries(state).filter(([field]) => !field.startsWith('note:')))
}

const withRole = (one: SpacePerson, role: Role): Member => ({ ...asPersona(one), role })

function withRefused(some: readonly Refused[], more: readonly Refused[]): readonly Refused[] {
  const known = new Set(some.map(({ id }) => id))
  return [...some, ...more.filter(({ id }) => !known.has(id))]
}
