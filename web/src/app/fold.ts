import { createContext } from 'react'

/** Brings the sidebar back; null while it is there. */
export const FoldContext = createContext<(() => void) | null>(null)
