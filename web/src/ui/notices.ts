import { createContext, useContext } from 'react'

/** A short word to the person at the head of the page. */
export interface Notice {
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void }
  /** Something went wrong: read out at once, and it stays longer. */
  readonly trouble?: boolean
  /** It stays until it is closed. */
  readonly stays?: boolean
}
export interface ShownNotice extends Notice {
  readonly key: number
}

/** The notices that are up, newest last. At most three: an older one gives way. Made once, beside React. */
export class NoticeBoard {
  #shown: readonly ShownNotice[] = []
  #key = 0
  readonly #listeners = new Set<() => void>()

  readonly get = (): readonly ShownNotice[] => this.#shown
  readonly subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }
  /** Shows it; the same words again replace what stands there. The result takes it down. */
  readonly say = (notice: Notice): (() => void) => {
    const key = ++this.#key
    this.#set([...this.#shown.filter((old) => old.text !== notice.text), { ...notice, key }].slice(-3))
    return () => this.close(key)
  }
  readonly close = (key: number): void => {
    if (this.#shown.some((notice) => notice.key === key)) this.#set(this.#shown.filter((n) => n.key !== key))
  }
  #set(next: readonly ShownNotice[]): void {
    this.#shown = next
    for (const listener of this.#listeners) listener()
  }
}

export const NoticeContext = createContext<NoticeBoard | null>(null)

export function useNotices(): NoticeBoard {
  const board = useContext(NoticeContext)
  if (board === null) throw new Error('useNotices outside of NoticeContext')
  return board
}
