/** Each client is pinged every 4 s and given up after 8 s: with the sweep's second that is gone from screens within 10 s. */
const PING_EVERY = 3_500
const DEAD_AFTER = 8_000
/** So much waiting keeps a ping from a thin line for seconds. Less may come and go between us and a peer that is no more. */
const BEHIND = 64 * 1024

/** Signs of life of one client. Times are milliseconds of `Runtime.elapsed`. */
export interface Pulse {
  /** When it was last known to hear us: it answered a ping, or what we sent it was seen to flow off. */
  answered: number
  pinged: number
  /** Bytes that waited to leave, at the last look. */
  buffered: number
}

/**
 * What to do about a client, looked at once a second. That something comes from it is no answer: over a line that is dead
 * in our direction only it speaks on, and on others' screens it would stand beside words that it never sees.
 * `paused`: we aren't reading from it, so its silence says nothing. A reader on a thin line gets its ping behind everything
 * that waits before it, so what flows off of much counts.
 */
export function beat(pulse: Pulse, now: number, buffered: number, paused: boolean): 'rest' | 'ping' | 'dead' {
  const flowsOff = pulse.buffered >= BEHIND && buffered < pulse.buffered
  if (paused || flowsOff) pulse.answered = now
  pulse.buffered = buffered
  if (now - pulse.answered >= DEAD_AFTER) return 'dead'
  if (now - pulse.pinged < PING_EVERY) return 'rest'
  pulse.pinged = now
  return 'ping'
}
