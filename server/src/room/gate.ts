/**
 * Lets a bounded number in at once; the others wait their turn, first come first served. Full states go through it:
 * each is as large as its space, and a server that comes back is asked for hundreds at the same moment.
 */
export interface Gate {
  /** Calls `start` now or later; what it is given must be called once, when done. The result takes a waiting one back. */
  enter(start: (leave: () => void) => void): () => void
}

export function createGate(slots: number): Gate {
  const waiting = new Set<() => void>()
  let inside = 0

  const admit = (start: (leave: () => void) => void) => {
    inside++
    let left = false
    start(() => {
      if (left) return
      left = true
      inside--
      const [next] = waiting
      if (!next) return
      waiting.delete(next)
      next()
    })
  }
  return {
    enter(start) {
      if (inside < slots) {
        admit(start)
        return () => undefined
      }
      const turn = () => admit(start)
      waiting.add(turn)
      return () => {
        waiting.delete(turn)
      }
    },
  }
}
