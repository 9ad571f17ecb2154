export { type History, type Move, moves, play, sizesOf } from '../scan/histories.ts'
export * from './virtual-runtime.ts'
