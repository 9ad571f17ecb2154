import type { StartThread } from './finder.ts'
import address from './worker.ts?worker&url'

/** The pages' policy lets nothing become a script's address but through a policy; this one knows this one address. */
const trusted: string =
  // reason: `Worker` takes a TrustedScriptURL where there are any; its type says string or URL.
  (globalThis.trustedTypes
    ?.createPolicy('weft-find', {
      createScriptURL: (url) => {
        if (url !== address) throw new TypeError(`not the worker that finds words: ${url}`)
        return url
      },
    })
    .createScriptURL(address) as string | undefined) ?? address

/** In a worker of the browser. */
export const startThread: StartThread = (heard, failed) => {
  const { port1: ours, port2: theirs } = new MessageChannel()
  const worker = new Worker(trusted, { type: 'module', name: 'weft-find' })
  worker.onerror = (event) => {
    event.preventDefault()
    // Without a message the script itself couldn't be had.
    failed(event.message ? new Error(event.message) : null)
  }
  ours.onmessage = ({ data }) => heard(data)
  worker.postMessage(null, [theirs])
  return {
    post: (message) => ours.postMessage(message),
    end: () => {
      ours.close()
      worker.terminate()
    },
  }
}
