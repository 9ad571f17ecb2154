// Hocuspocus with its database extension over LevelDB, its own debounce left as it ships.
import { Database } from '@hocuspocus/extension-database'
import { Server } from '@hocuspocus/server'
import { ClassicLevel } from 'classic-level'

const db = new ClassicLevel(process.env.STORE, { valueEncoding: 'view' })
await db.open()
const server = new Server({
  port: Number(process.env.PORT),
  address: '127.0.0.1',
  quiet: true,
  stopOnSignals: false,
  extensions: [
    new Database({
      fetch: async ({ documentName }) => (await db.get(documentName)) ?? null,
      store: async ({ documentName, state }) => db.put(documentName, state),
    }),
  ],
})
await server.listen()
console.log('listening')
