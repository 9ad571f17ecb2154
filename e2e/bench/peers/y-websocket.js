// y-websocket 2's own server with y-leveldb. PORT and STORE come from the environment.
import { createRequire } from 'node:module'

process.env.HOST = '127.0.0.1'
process.env.YPERSISTENCE = process.env.STORE
const require = createRequire(import.meta.url)
require('./node_modules/y-websocket/bin/server.cjs')
const { getPersistence } = require('./node_modules/y-websocket/bin/utils.cjs')

// One queue for all that y-leveldb does: what is read after the writes that came before is answered after them.
process.on('message', async ({ stored }) => {
  await getPersistence().provider.getMeta(stored, 'anything')
  process.send('stored')
})
process.on('disconnect', () => process.exit())
