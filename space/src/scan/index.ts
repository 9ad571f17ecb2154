export { freshPart, type Has, missingCause } from './causes.ts'
export * from './contract.ts'
export { Nesting } from './nesting.ts'
export { scanUpdate } from './scan.ts'
