import type { PersonId, SpaceId } from '@weft/space'
import { SUBPROTOCOL } from '@weft/space/wire'
import type { Dial, SpaceSession, Surroundings } from './contract.ts'
import { IndexedDbStore, type TabChannel } from './device-store.ts'
import { openSession } from './session.ts'
import { systemRuntime } from './system-runtime.ts'

/** Opens a space in this browser: kept in IndexedDB, over a WebSocket to the server that the page came from. */
export function openBrowserSession(space: SpaceId, me: PersonId): SpaceSession {
  askToPersist()
  const name = `weft:${me}:${space}`
  return openSession({
    space,
    person: me,
    runtime: systemRuntime,
    prepared: lightened(),
    dial: dialSameOrigin,
    store: new IndexedDbStore({
      name,
      indexedDB: indexedDbOrNull(),
      channel: tabChannel(name),
      runtime: systemRuntime,
    }),
    surroundings: windowSurroundings,
    problem: reportProblem,
  })
}

const dialSameOrigin: Dial = (space, events) => {
  const url = new URL(`/sync/${space}`, location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(url, [SUBPROTOCOL.weft])
  socket.binaryType = 'arraybuffer'
  socket.onopen = () => events.open()
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    // A text frame is nothing of ours; an empty message is told as the damaged one that it is.
    events.message(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(0))
  }
  // An `error` event says nothing, and `close` follows it.
  socket.onclose = ({ code, reason }) => events.close(code, reason)
  return {
    send(bytes) {
      // Its end may be on the way already; what a closing socket is given is lost, and browsers print an error for it.
      if (socket.readyState !== WebSocket.OPEN) return
      // lib0's encoder never hands out shared memory.
      socket.send(bytes as Uint8Array<ArrayBuffer>)
    },
    close: (code, reason) => socket.close(code, reason),
    get bufferedAmount() {
      return socket.bufferedAmount
    },
  }
}

const windowSurroundings: Surroundings = {
  online: () => navigator.onLine,
  subscribe(handle) {
    const online = () => handle('online')
    const offline = () => handle('offline')
    const shown = () => {
      if (document.visibilityState === 'visible') handle('wake')
    }
    window.addEventListener('online', online)
    window.addEventListener('offline', offline)
    window.addEventListener('pageshow', shown)
    document.addEventListener('visibilitychange', shown)
    return () => {
      window.removeEventListener('online', online)
      window.removeEventListener('offline', offline)
      window.removeEventListener('pageshow', shown)
      document.removeEventListener('visibilitychange', shown)
    }
  },
}

function tabChannel(name: string): TabChannel | null {
  if (typeof BroadcastChannel === 'undefined') return null
  const channel = new BroadcastChannel(name)
  return {
    post: (message) => channel.postMessage(message),
    listen(handle) {
      channel.onmessage = ({ data }) => handle(data)
    },
    close: () => channel.close(),
  }
}

/** Some browsers throw at the mere mention when site data is blocked. */
function indexedDbOrNull(): IDBFactory | null {
  try {
    return globalThis.indexedDB ?? null
  } catch (error) {
    reportProblem(error)
    return null
  }
}

/** Asks once a page that what is kept here isn't thrown away when the disk runs low. Browsers answer by their own rules. */
function askToPersist(): void {
  if (document.documentElement.dataset.persist === 'asked') return
  document.documentElement.dataset.persist = 'asked'
  navigator.storage?.persist?.().catch(reportProblem)
}

/** How long this device's copy waits for what makes it open with less work, in ms. */
const LIGHT_PATIENCE = 1_000

/**
 * Documents are the same without it, but some take seconds to put together then: so what is kept here waits for it a little. It isn't part
 * of the first load, since it is here before the store has answered.
 */
async function lightened(): Promise<void> {
  let cancel = () => {}
  const patience = new Promise<void>((resolve) => {
    cancel = systemRuntime.timer(LIGHT_PATIENCE, resolve)
  })
  const light = import('@weft/space/walk').then(
    ({ lightenYjs }) => lightenYjs(),
    () => {
      // The line was cut before it was here: Yjs goes its own, longer way.
    },
  )
  await Promise.race([light, patience])
  cancel()
}

function reportProblem(error: unknown): void {
  console.error(error)
}
