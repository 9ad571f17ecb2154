import { lazy } from 'react'

/** The editor's code is larger than all the rest: it comes when a note opens, or when a hand comes near one. */
export const preloadNotes = () => import('./NoteStub.tsx')
export const NotePane = lazy(async () => ({ default: (await preloadNotes()).NotePane }))
