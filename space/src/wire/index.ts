export * from './close.ts'
export * from './messages.ts'
