import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from './open.ts'
import { storeSuite } from './testing/store-suite.ts'

storeSuite('LevelDB', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weft-store-'))
  return {
    open: (options) => openStore(folder, options),
    remove: () => rm(folder, { recursive: true }),
  }
})
