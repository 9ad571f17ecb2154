export * from './virtual-runtime.ts'
