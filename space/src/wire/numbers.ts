/** The numbers of the wire. docs/protocol.md is its grammar; wire.golden.json holds its bytes still. */
export const TYPE = { sync: 0, presence: 1, auth: 2, queryPresence: 3, weft: 100 } as const
export const SYNC = { step1: 0, step2: 1, update: 2 } as const
export const WEFT = { ack: 0, notice: 1, people: 2, ping: 3 } as const
/** The one message of type auth. */
export const DENIED = 0
