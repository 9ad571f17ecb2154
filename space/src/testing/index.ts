export { type History, type Move, moves, play } from '../scan/histories.ts'
export * from './virtual-runtime.ts'
