import { virtualRuntime } from '@weft/space/testing'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { deviceStoreSuite } from './device-store-suite.ts'
import { MemoryDisk } from './memory-device-store.ts'

deviceStoreSuite('memory', () => {
  const runtime = virtualRuntime(1)
  const disk = new MemoryDisk(runtime)
  return {
    open: () => disk.open(),
    settle: () => runtime.advance(100),
    damage: async (key) => disk.damage(key, new Uint8Array([255, 255, 255])),
  }
})

const update = () => {
  const doc = new Y.Doc()
  doc.getText('t').insert(0, 'a')
  return Y.encodeStateAsUpdate(doc)
}

test('memory: a browser that dies takes back what was not committed; a power cut what was not fsynced', async () => {
  const runtime = virtualRuntime(1)
  const disk = new MemoryDisk(runtime)
  const tab = disk.open()
  void tab.append(update(), true)
  void tab.append(update(), false)
  await runtime.advance(100)
  void tab.append(update(), true)
  disk.crash('browser')
  await runtime.advance(100)
  expect(disk.contents.rows.size).toBe(2)
  disk.crash('power')
  expect([...disk.contents.rows.values()].map(({ acked }) => acked)).toEqual([false])
})

test('memory: failNext fails one operation, and nothing of it is stored', async () => {
  const runtime = virtualRuntime(1)
  const disk = new MemoryDisk(runtime)
  const tab = disk.open()
  disk.failNext('append', 'Full.')
  const failed = expect(tab.append(update(), true)).rejects.toThrow('Full.')
  await runtime.advance(10)
  await failed
  const kept = tab.append(update(), true)
  await runtime.advance(10)
  expect(await kept).toBe(1)
})
