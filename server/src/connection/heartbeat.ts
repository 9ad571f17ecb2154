/** A silent client is pinged every 4 s and given up after 8 s: with the sweep's second that is gone from screens within 10 s. */
const PING_AFTER = 3_500
const DEAD_AFTER = 8_000

/** Signs of life of one client. Times are milliseconds of `Runtime.elapsed`. */
export interface Pulse {
  /** When something came from it, or when what we sent it was seen to flow off. */
  heard: number
  pinged: number
  /** Bytes that waited to leave, at the last look. */
  buffered: number
}

/**
 * What to do about a client, looked at once a second. `paused`: we aren't reading from it, so its silence says nothing.
 * A reader on a thin line gets its ping behind everything that waits before it, so what flows off counts as life too.
 */
export function beat(pulse: Pulse, now: number, buffered: number, paused: boolean): 'rest' | 'ping' | 'dead' {
  if (paused || buffered < pulse.buffered) pulse.heard = now
  pulse.buffered = buffered
  const silent = now - pulse.heard
  if (silent >= DEAD_AFTER) return 'dead'
  if (silent < PING_AFTER || now - pulse.pinged < PING_AFTER) return 'rest'
  pulse.pinged = now
  return 'ping'
}
