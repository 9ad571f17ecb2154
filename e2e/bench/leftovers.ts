/** What must not outlive this process, whatever ends it: servers, and their folders. */
const leftovers = new Set<() => void>()
let heard = false

/** Has `end` called when this process ends, unless it is taken back before by what this gives. */
export function endWithUs(end: () => void): () => void {
  leftovers.add(end)
  if (!heard) {
    heard = true
    process.on('exit', () => {
      for (const one of leftovers) one()
    })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
  }
  return () => leftovers.delete(end)
}
