/** Every limit a stranger can reach; each an option `WEFT_LIMIT_<NAME>` (0 for none). Bytes, unless it says otherwise. */
export interface Limits {
  /** One WebSocket message from a viewer. A writer's may be as large as a space. */
  readonly viewerMessage: number
  /** The same of a viewer's step1, which names everybody's client ids: it grows with the space's age, some 7 bytes for each. */
  readonly viewerVector: number
  /** The encoded state of a space. */
  readonly space: number
  /** Yjs client ids that ever wrote in a space: one for each visit in which somebody wrote. */
  readonly clients: number
  /**
   * Items that may be looked at to find the places of those in one update, beside the farthest way of one item, which may be
   * four times as far. Some five million are looked at in a second.
   */
  readonly walk: number
  /** The same of a space, loaded and since: above it an update has a fiftieth. */
  readonly spaceWalk: number
  /** Stored updates of a space that no snapshot covers yet. Reached only when snapshots fail again and again. */
  readonly log: number
  /** One presence state, as JSON. */
  readonly presence: number
  /** Presence changes a second, a connection; more are coalesced. */
  readonly presenceRate: number
  /** Frames a second a connection may sustain before its socket is read more slowly; and how many at once. */
  readonly frameRate: number
  readonly frameBurst: number
  /**
   * Memory for what waits for one reader: above `soft` nothing is added but what must be told, and it gets one difference
   * when it has drained; above `hard` it is closed.
   */
  readonly outboundSoft: number
  readonly outboundHard: number
  /** Spaces one person may have open at once. */
  readonly openSpaces: number
  /** Connections to one space, and to the server. */
  readonly roomConnections: number
  readonly connections: number
  /** HTTP request body. */
  readonly httpBody: number
}

export const LIMITS: Limits = {
  viewerMessage: 64 * 1024,
  viewerVector: 4 * 1024 * 1024,
  space: 32 * 1024 * 1024,
  clients: 200_000,
  walk: 50_000,
  spaceWalk: 10_000_000,
  log: 128 * 1024 * 1024,
  presence: 2 * 1024,
  presenceRate: 30,
  frameRate: 500,
  frameBurst: 2_000,
  outboundSoft: 1024 * 1024,
  outboundHard: 1536 * 1024,
  openSpaces: 50,
  roomConnections: 1_000,
  connections: 20_000,
  httpBody: 1024 * 1024,
}
