import { systemRuntime } from '../sync/system-runtime.ts'
import type { ToWorker } from './contract.ts'
import { browserCopies } from './copies.ts'
import { Library } from './library.ts'

/** The thread in which words are found. The page hands it a port; all that is said goes through that. */
addEventListener('message', ({ ports: [port] }) => {
  if (port === undefined) return
  const library = new Library(systemRuntime, browserCopies(indexedDB), (message) => port.postMessage(message))
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => library.handle(data)
})
