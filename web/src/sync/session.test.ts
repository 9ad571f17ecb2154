import { personId, spaceId } from '@weft/space'
import { virtualRuntime } from '@weft/space/testing'
import { expect, test } from 'vitest'
import type * as Y from 'yjs'
import type { SpaceSession } from './contract.ts'
import { openSession } from './session.ts'
import { MemoryDisk } from './testing/memory-device-store.ts'
import { ServerDouble } from './testing/server-double.ts'
import { fakeSurroundings } from './testing/surroundings.ts'

function house(seed = 1) {
  const runtime = virtualRuntime(seed)
  const server = new ServerDouble(runtime)
  const disk = new MemoryDisk(runtime)
  const surroundings = fakeSurroundings()
  const space = spaceId(runtime.random)
  const person = personId(runtime.random)
  const problems: unknown[] = []
  const open = (): SpaceSession =>
    openSession({
      space,
      person,
      runtime,
      dial: server.dial,
      store: disk.open(),
      surroundings,
      problem: (error) => problems.push(error),
    })
  return { runtime, server, disk, surroundings, space, person, problems, open }
}

const text = (doc: Y.Doc) => doc.getText('t').toString()
const write = (session: SpaceSession, words: string) => {
  const t = session.doc.get().getText('t')
  t.insert(t.length, words)
}

test('G1 an edit is unsaved until it is acked and unkept until its row is committed', async () => {
  const { runtime, server, disk, open } = house()
  disk.commitTime = 3
  server.commitTime = 10
  const session = open()
  await runtime.advance(100)
  expect(session.link.get()).toEqual({ state: 'online', synced: true })
  expect(session.content.get()).toBe('ready')
  write(session, 'a')
  expect(session.keeping.get()).toMatchObject({ unsaved: 1, unkept: 1 })
  await runtime.advance(4)
  expect(session.keeping.get()).toMatchObject({ unsaved: 1, unkept: 0 })
  await runtime.advance(20)
  expect(session.keeping.get()).toMatchObject({ unsaved: 0, unkept: 0, savedAt: expect.any(Number) })
  expect(text(server.doc)).toBe('a')
})
