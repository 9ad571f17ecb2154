export { MemoryDisk } from './memory-device-store.ts'
export { type Caller, ServerDouble } from './server-double.ts'
export { type FakeSurroundings, fakeSurroundings } from './surroundings.ts'
