import type { Surroundings } from '../contract.ts'

/** Surroundings with verbs. */
export interface FakeSurroundings extends Surroundings {
  say(what: 'online' | 'offline' | 'wake'): void
}

export function fakeSurroundings(): FakeSurroundings {
  const handlers = new Set<(what: 'online' | 'offline' | 'wake') => void>()
  let online = true
  return {
    online: () => online,
    subscribe(handle) {
      handlers.add(handle)
      return () => {
        handlers.delete(handle)
      }
    },
    say(what) {
      if (what !== 'wake') online = what === 'online'
      for (const handle of [...handlers]) handle(what)
    },
  }
}
