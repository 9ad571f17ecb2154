import { cp, lstat, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '@weft/persistence'
import { createRooms, LIMITS } from '@weft/server/core'
import type { SpaceId } from '@weft/space'
import { virtualRuntime } from '@weft/space/testing'
import * as Y from 'yjs'

const isCopied = async (path: string): Promise<boolean> => !(await lstat(path)).isSocket()

/**
 * What the log of a data folder holds, that no server runs on: read by the server's own recovery, from a copy, so that the
 * next server finds what the killed one left.
 */
export async function readLog(folder: string, space: SpaceId): Promise<Y.Doc> {
  const copy = await mkdtemp(join(tmpdir(), 'weft-crash-log-'))
  const damage: string[] = []
  try {
    // A killed server leaves its control socket, which can't be copied.
    await cp(folder, copy, { recursive: true, filter: isCopied })
    const store = await openStore(copy, { warn: (what) => damage.push(what) })
    const rooms = createRooms({
      log: store.log,
      runtime: virtualRuntime(0),
      limits: LIMITS,
      meter: { add: () => undefined, observe: () => undefined },
      people: async () => [],
      metaChanged: () => undefined,
      warn: (event, details) => damage.push(`${event} ${JSON.stringify(details)}`),
    })
    const state = await rooms.read(space, (doc) => Y.encodeStateAsUpdate(doc))
    await rooms.close()
    await store.close()
    if (damage.length > 0) throw new Error(`the log is damaged: ${damage.join('; ')}`)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, state)
    return doc
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}
