import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ClassicLevel } from 'classic-level'
import { expect, test } from 'vitest'
import { openStore } from '../open.ts'

/** More than a call can have arguments. */
const MANY = 130_000

test('G11 a store opens whose last act was to delete very much', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weft-mend-'))
  try {
    const before = await openStore(folder)
    await before.records.write([{ kind: 'setting', key: 'origin', value: 'here' }])
    await before.close()
    const level = new ClassicLevel<Uint8Array, Uint8Array>(folder, {
      keyEncoding: 'view',
      compression: false,
    })
    await level.open()
    const ops = Array.from({ length: MANY }, (_, n) => {
      return { type: 'del' as const, key: Uint8Array.of(1, 3, n >> 16, (n >> 8) & 255, n & 255) }
    })
    await level.batch(ops, { sync: true })
    await level.close()
    const store = await openStore(folder)
    expect(await store.records.get('setting', 'origin')).toBe('here')
    await store.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 60_000)
