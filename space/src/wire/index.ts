export * from './close.ts'
export {
  decodeDown,
  decodeUp,
  WIRE_LIMITS,
  WireError,
  type WireErrorCode,
  type WireLimits,
} from './decode.ts'
export { encodeDown, encodePresence, encodeUp } from './encode.ts'
export { parseJson } from './json.ts'
export * from './messages.ts'
export { ReadError, Reader } from './reader.ts'
export * from './subprotocol.ts'
