import {
  type ComponentType,
  createElement,
  lazy,
  type ReactNode,
  useContext,
  useEffect,
  useState,
} from 'react'
import { systemRuntime } from '../sync/system-runtime.ts'
import { NoticeContext } from './notices.ts'

/** A component whose code comes when it is first shown, or before, when `preload` is called. */
export interface LazyPart<P> {
  (props: P): ReactNode
  /** Fetches the code; a failure is told where the part is shown. */
  preload(): void
}

/** Ms after which a part whose code didn't come is asked for anew, when it is shown again. */
const AGAIN = 1_000

/**
 * React's own `lazy` suspends for a moment even when the code is there already, and whatever stands in for it then stays
 * for 300 ms at least: too long for a menu. What was preloaded is shown at once here. And it remembers a failure for ever,
 * where the network may be back in a second: `Failed` is shown in place of the part, and the next time is a new one.
 */
export function lazyPart<P extends object>(
  load: () => Promise<{ readonly default: ComponentType<P> }>,
  Failed: ComponentType<P & { readonly error: unknown }> = SayFailed,
): LazyPart<P> {
  let loaded: ComponentType<P> | null = null
  const fetch = async (): Promise<{ default: ComponentType<P> }> => {
    try {
      loaded = (await load()).default
      return { default: loaded }
    } catch (error) {
      systemRuntime.timer(AGAIN, () => {
        late = lazy(fetch)
      })
      return { default: (props: P) => createElement(Failed, { ...props, error }) }
    }
  }
  let late = lazy(fetch)
  const Part = (props: P) => {
    // Chosen once for each time it is shown: to change it would be to begin anew.
    const [Chosen] = useState<ComponentType<P>>(() => loaded ?? late)
    return createElement(Chosen, props)
  }
  return Object.assign(Part, { preload: () => void fetch() })
}

/** For what opens over the page: a word at its head. */
export function SayFailed(_: { readonly error: unknown }) {
  const board = useContext(NoticeContext)
  useEffect(() => {
    board?.say({
      text: 'This part of Weft can’t be loaded without a connection. Try again later.',
      trouble: true,
    })
  }, [board])
  return null
}

/** For what stands in the page: the boundary around it says what happened. */
export function Rethrow({ error }: { readonly error: unknown }): never {
  throw error
}
