export { Paused } from './conflicts.ts'
export { lightenYjs } from './lighten.ts'
export { pauseAt, walked } from './shorten.ts'
export { Walks } from './walks.ts'
