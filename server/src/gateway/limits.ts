/** Limits of the doors: what strangers and single people may take. Options like the others, `WEFT_LIMIT_<NAME>`, 0 for none. */
export interface DoorLimits {
  /** Connections that one person may hold to one space, over all devices. Above: closed with `busy`, try again. */
  readonly personConnections: number
  /** Connections that one address may hold, of any kind; a trusted proxy's and this machine's aren't counted. Above: cut at once. */
  readonly addressConnections: number
  /** Refused sockets a second and at once, for each address. Above: a bare HTTP 429, without a WebSocket. */
  readonly refusalRate: number
  readonly refusalBurst: number
  /** Refused sockets that still say goodbye, over all addresses. Above: a bare HTTP 503. */
  readonly refusals: number
  /** Invitation links looked at or accepted a second and at once, for each address. Above: `too_many`, with Retry-After. */
  readonly linkRate: number
  readonly linkBurst: number
  /** Changes over HTTP a second and at once, for each person: each is written, and told to all. Above: `too_many`. */
  readonly changeRate: number
  readonly changeBurst: number
  /** Requests over HTTP a second and at once, for each person; of strangers, for each address. Above: `too_many`. */
  readonly requestRate: number
  readonly requestBurst: number
  /** Sockets let in a second and at once, for each person: each costs a whole difference. Above: HTTP 429, with Retry-After. */
  readonly joinRate: number
  readonly joinBurst: number
  /** What all who belong to a space may ask of it a second and at once: over HTTP, and, apart, sockets. Above: as above. */
  readonly spaceRate: number
  readonly spaceBurst: number
  /** Spaces that one person may have made. Above: `too_many`. */
  readonly madeSpaces: number
}

/** The limit as a number to compare with. */
export const orNone = (limit: number): number => (limit === 0 ? Number.POSITIVE_INFINITY : limit)

export const DOOR_LIMITS: DoorLimits = {
  personConnections: 500,
  addressConnections: 4_000,
  refusalRate: 2,
  refusalBurst: 60,
  refusals: 500,
  linkRate: 1,
  linkBurst: 60,
  changeRate: 5,
  changeBurst: 100,
  requestRate: 20,
  requestBurst: 600,
  joinRate: 20,
  joinBurst: 1_200,
  spaceRate: 100,
  spaceBurst: 2_000,
  madeSpaces: 500,
}
