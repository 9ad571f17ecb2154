import { createContext, useContext } from 'react'

export const ReloadContext = createContext<() => void>(() => location.reload())
/** Loads the page anew, with the newest build: what the device keeps of the app is renewed first. */
export const useReload = (): (() => void) => useContext(ReloadContext)
