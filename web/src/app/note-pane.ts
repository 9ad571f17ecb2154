import { lazyPart, Rethrow } from '../ui/lazy-part.tsx'

/** The editor's code is larger than all the rest: it comes when a note opens, or when a hand comes near one. */
export const NotePane = lazyPart(() => import('../notes/index.tsx'), Rethrow)
