// Hocuspocus with its database extension over LevelDB, its own debounce left as it ships.
import { Database } from '@hocuspocus/extension-database'
import { Server } from '@hocuspocus/server'
import { ClassicLevel } from 'classic-level'
import * as Y from 'yjs'

const db = new ClassicLevel(process.env.STORE, { valueEncoding: 'view' })
await db.open()
/** The document whose storing is waited for. */
let awaited = null
const server = new Server({
  port: Number(process.env.PORT),
  address: '127.0.0.1',
  quiet: true,
  stopOnSignals: false,
  extensions: [
    new Database({
      fetch: async ({ documentName }) => (await db.get(documentName)) ?? null,
      store: async ({ documentName, state }) => {
        await db.put(documentName, state)
        await answer()
      },
    }),
  ],
})

/** Says `stored` once what the database has is what the document is. */
async function answer() {
  const document = awaited === null ? undefined : server.hocuspocus.documents.get(awaited)
  if (awaited === null) return
  const state = await db.get(awaited)
  if (state === undefined) return
  const [has, is] = [Y.encodeStateVectorFromUpdate(state), document && Y.encodeStateVector(document)]
  if (is !== undefined && !Buffer.from(has).equals(Buffer.from(is))) return
  awaited = null
  process.send('stored')
}
process.on('message', ({ stored }) => {
  awaited = stored
  void answer()
})
process.on('disconnect', () => process.exit())

await server.listen()
console.log('listening')
