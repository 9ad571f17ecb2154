import type { SpaceId } from '@weft/space'
import { virtualRuntime } from '@weft/space/testing'
import { describe, expect, it } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import { Doc } from 'yjs'
import type { Keeping, Link, Live, Refused, SpaceSession } from '../sync/contract.ts'
import { OpenSpaces } from './open-spaces.ts'

const still = <T>(value: T): Live<T> & { value: T } => ({
  value,
  get() {
    return this.value
  },
  subscribe: () => () => undefined,
})
const saved: Keeping = { unsaved: 0, unkept: 0, unsavedSince: null, failure: null, savedAt: null, damaged: 0 }

function lab() {
  const runtime = virtualRuntime(1)
  const sessions = new Map<SpaceId, FakeSession>()
  const opened: string[] = []
  const closed: string[] = []
  const spaces = new OpenSpaces(
    (space) => {
      opened.push(space)
      const session = fakeSession(space, () => closed.push(space))
      sessions.set(space, session)
      return session
    },
    runtime,
    (error) => {
      throw error
    },
  )
  return { runtime, spaces, sessions, opened, closed, take: (id: string) => spaces.take(id as SpaceId) }
}

type FakeSession = SpaceSession & {
  keeping: { value: Keeping }
  link: { value: Link }
  refused: { value: readonly Refused[] }
}
function fakeSession(space: SpaceId, close: () => void): FakeSession {
  const doc = new Doc()
  const awareness = new Awareness(doc)
  clearInterval(awareness._checkInterval)
  return {
    space,
    doc: still(doc),
    awareness: still(awareness),
    link: still<Link>({ state: 'online', synced: true }),
    keeping: still(saved),
    content: still('ready'),
    role: still('member'),
    people: still(new Map()),
    refused: still<readonly Refused[]>([]),
    retry: () => undefined,
    retryRefused: () => Promise.resolve(),
    forgetRefused: () => Promise.resolve(),
    onNotice: () => () => undefined,
    close: () => {
      close()
      return Promise.resolve()
    },
  }
}

describe('open spaces', () => {
  it('go on when somebody comes back soon, and close when nobody does', async () => {
    const { runtime, opened, closed, take } = lab()
    take('a').leave()
    await runtime.advance(50_000)
    take('a').leave()
    await runtime.advance(50_000)
    expect(opened).toEqual(['a'])
    expect(closed).toEqual([])
    await runtime.advance(20_000)
    expect(closed).toEqual(['a'])
    expect(runtime.waiting).toBe(0)
  })

  it('stay open while the server lacks something and can be reached', async () => {
    const { runtime, sessions, closed, take } = lab()
    const { open, leave } = take('a')
    const session = sessions.get(open.session.space)
    if (session === undefined) throw new Error('not opened')
    session.keeping.value = { ...saved, unsaved: 2 }
    leave()
    await runtime.advance(200_000)
    expect(closed).toEqual([])
    session.link.value = { state: 'offline', since: 0, retryAt: null }
    await runtime.advance(60_000)
    expect(closed).toEqual(['a'])
  })

  it('G7 stay open while words stand in this page alone, the server reached or not', async () => {
    const { runtime, sessions, closed, take } = lab()
    const { open, leave } = take('a')
    const session = sessions.get(open.session.space)
    if (session === undefined) throw new Error('not opened')
    session.link.value = { state: 'offline', since: 0, retryAt: null }
    session.keeping.value = { ...saved, unsaved: 2, unkept: 1 }
    leave()
    await runtime.advance(200_000)
    expect(closed).toEqual([])
    // Refused work that couldn't be put aside on the disk has a number below 0.
    session.keeping.value = saved
    session.refused.value = [{ id: -1, at: 0, reason: 'spaceFull', update: new Uint8Array([0, 0]) }]
    for (const id of ['b', 'c', 'd', 'e']) take(id).leave()
    await runtime.advance(200_000)
    expect(closed).not.toContain('a')
    session.refused.value = []
    await runtime.advance(60_000)
    expect(closed).toContain('a')
  })

  it('are no more than three beside the one on the screen, and none of those with something unsaved goes', () => {
    const { sessions, closed, take } = lab()
    const first = take('a')
    const session = sessions.get(first.open.session.space)
    if (session !== undefined) session.keeping.value = { ...saved, unsaved: 1 }
    first.leave()
    for (const id of ['b', 'c', 'd', 'e']) take(id).leave()
    expect(closed).toEqual(['b'])
  })

  it('show nobody in a space that they left (G10)', () => {
    const { take } = lab()
    const { open, leave } = take('a')
    open.session.awareness.get().setLocalState({ at: { timeline: true } })
    leave()
    expect(open.session.awareness.get().getLocalState()).toBeNull()
  })

  it('have one conversation for each document', () => {
    const { take } = lab()
    const { open } = take('a')
    const doc = open.session.doc.get()
    expect(open.timeline(doc)).toBe(open.timeline(doc))
    expect(open.timeline(new Doc())).not.toBe(open.timeline(doc))
  })
})
