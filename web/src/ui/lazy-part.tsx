import { type ComponentType, createElement, lazy, useState } from 'react'

/** A component whose code comes when it is first shown, or before, when `preload` is called. */
export interface LazyPart<P> {
  (props: P): React.ReactNode
  /** Fetches the code; a failure is told where the part is shown. */
  preload(): void
}

/**
 * React's own `lazy` suspends for a moment even when the code is there already, and whatever stands in for it then stays
 * for 300 ms at least: too long for a menu. What was preloaded is shown at once here.
 */
export function lazyPart<P extends object>(
  load: () => Promise<{ readonly default: ComponentType<P> }>,
): LazyPart<P> {
  let loaded: ComponentType<P> | null = null
  const fetch = async (): Promise<{ readonly default: ComponentType<P> }> => {
    const module = await load()
    loaded = module.default
    return module
  }
  const Late = lazy(fetch)
  // biome-ignore lint/correctness/noComponentHookFactories: reason: made once for each part, when its module is read
  const Part = (props: P) => {
    // Chosen once for each time it is shown: to change it would be to begin anew.
    const [Chosen] = useState<ComponentType<P>>(() => loaded ?? Late)
    return createElement(Chosen, props)
  }
  return Object.assign(Part, {
    preload: () => {
      // Showing it asks again, and an error boundary says what went wrong.
      fetch().catch(() => undefined)
    },
  })
}
