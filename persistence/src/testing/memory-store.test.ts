import { MemoryDisk, memoryStore } from './index.ts'
import { storeSuite } from './store-suite.ts'

storeSuite('memory', async () => {
  const disk = new MemoryDisk()
  return { open: (options) => memoryStore(disk, options), remove: async () => undefined }
})
