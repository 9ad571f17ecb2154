import type { Live } from '../sync/contract.ts'
import { cell } from '../sync/live.ts'
import { workerAddress } from './address.ts'

export interface Updates {
  /** A newer build is on this device: the next page is of that one. */
  readonly ready: Live<boolean>
  /** Fetches the newest build, then loads this page anew; without a worker it just loads it anew. */
  reload(): Promise<void>
}

/** How often a page that stays open looks for a newer build, in ms; a browser looks by itself at each navigation. */
const LOOK = 60 * 60 * 1000
/** How long `reload` waits for a newer build to be fetched, in ms. */
const PATIENCE = 10_000

/** Starts the service worker, in production only; call it once, when the app is on the screen. */
export function startServiceWorker(problem: (error: unknown) => void): Updates {
  const ready = cell<boolean>(false)
  // Off localhost there is none without HTTPS.
  const container = 'serviceWorker' in navigator ? navigator.serviceWorker : null
  if (!container) return { ready, reload: async () => location.reload() }
  if (!import.meta.env.PROD) {
    // A build that was once served here mustn't stand before the files that are being worked on.
    container
      .getRegistrations()
      .then((all) => Promise.all(all.map((one) => one.unregister())))
      .catch(problem)
    return { ready, reload: async () => location.reload() }
  }
  // Once: a policy's name is taken by who comes first.
  const address = workerAddress()
  const register = () => container.register(address, { updateViaCache: 'none' })
  register().catch(problem)
  const look = () => {
    if (!navigator.onLine) return
    // Registered anew: where the network failed before the first worker was whole, there is nothing to update.
    register()
      .then((registration) => registration.update())
      .catch(problem)
  }
  setInterval(look, LOOK)
  window.addEventListener('online', look)
  let controlled = container.controller !== null
  container.addEventListener('controllerchange', () => {
    // The first worker of all takes over a page that is as new as itself.
    if (controlled) ready.set(true)
    // What came before it was there isn't kept: asked for once more, it is.
    else for (const { src } of document.images) if (src.includes('/picture?')) fetch(src).catch(problem)
    controlled = true
  })
  return {
    ready,
    async reload() {
      const changed = new Promise<void>((resolve) => {
        container.addEventListener('controllerchange', () => resolve(), { once: true })
        setTimeout(resolve, PATIENCE)
      })
      try {
        const registration = await register()
        await registration.update()
        if (!ready.get() && (registration.installing || registration.waiting)) await changed
      } catch (error) {
        // Without a worker, or without a network, the page is still worth loading anew.
        problem(error)
      }
      location.reload()
    },
  }
}

/** Calls `run` once, when a newer build is there. */
export function onUpdateReady(updates: Updates, run: () => void): () => void {
  const leave = updates.ready.subscribe(() => {
    if (!updates.ready.get()) return
    leave()
    run()
  })
  return leave
}
