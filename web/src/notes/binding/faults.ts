/**
 * Lexical gives errors inside an update to a handler that is set when the editor is made, long before anything is bound to
 * it; this passes them on to whoever is responsible now. With nobody listening they are thrown: never swallowed.
 */
export interface Faults {
  readonly raise: (error: unknown) => void
  listen(handle: (error: unknown) => void): () => void
}

export function createFaults(): Faults {
  let handler: ((error: unknown) => void) | null = null
  return {
    raise: (error) => {
      if (handler === null) throw error
      handler(error)
    },
    listen: (handle) => {
      handler = handle
      return () => {
        if (handler === handle) handler = null
      }
    },
  }
}
