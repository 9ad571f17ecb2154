export { Paused } from './conflicts.ts'
export { pauseAt, shortenWalks, walked } from './shorten.ts'
export { Walks } from './walks.ts'
