export * from './contract.ts'
export { openStore } from './open.ts'
export { storeOver } from './store.ts'
