import { createTimeline, deleteMessage, sendMessage } from '@weft/space'
import * as Y from 'yjs'
import { type Inheritance, World } from './world.ts'

/** Records after which an unloading room compacts. */
const WORTHWHILE = 200
/** Bytes of records after which a room compacts while it goes on. */
const DUE = 1024 * 1024

/** A space that has one snapshot, and is about to be worth another when its room is left: then compaction deletes. */
export const aged = remembered(async (world) => {
  const write = () =>
    world.write((doc, { id: by }) => sendMessage(doc, { by, at: world.time.now(), text: 'old' }))
  for (let i = 0; i < WORTHWHILE; i++) await write()
  await world.pass(60_000)
  for (let i = 0; i < WORTHWHILE - 10; i++) await write()
  if (!world.server.counted.get('compactions')) throw new Error('the old space was never compacted')
})

/** A space with a long message that is deleted: its records are soon too many to go on without a snapshot. */
export const heavy = remembered(async (world) => {
  const say = (text: string) =>
    world.write((doc, { id: by }) => sendMessage(doc, { by, at: world.time.now(), text }))
  await say('x'.repeat(DUE - 3_000))
  await world.write((doc, { id: by }) => {
    const timeline = createTimeline(doc)
    const of = timeline.items.find((item) => item.type === 'message')?.id
    timeline.destroy()
    if (of) deleteMessage(doc, { by, at: world.time.now(), of })
  })
  await say('light')
  if (world.server.counted.get('compactions')) throw new Error('the heavy space was compacted too soon')
})

/** Made once for all worlds of this process. */
function remembered(live: (world: World) => Promise<void>): () => Promise<Inheritance> {
  let made: Promise<Inheritance> | null = null
  return () => {
    made ??= (async () => {
      const world = new World(0, {})
      await world.found()
      await live(world)
      const { truth, server } = world
      return {
        entries: server.disk.entries(),
        owners: new Map(truth.owners),
        deleted: Y.createDeleteSetFromStructStore(truth.doc.store),
      }
    })()
    return made
  }
}
