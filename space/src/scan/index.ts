export { freshPart, type Has, missingCause } from './causes.ts'
export * from './contract.ts'
export { scanUpdate } from './scan.ts'
