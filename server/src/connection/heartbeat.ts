/** Each client is pinged every 4 s and given up after 8 s: with the sweep's second that is gone from screens within 10 s. */
const PING_EVERY = 3_500
const DEAD_AFTER = 8_000
/** So much waiting keeps a ping from a thin line for seconds. Less may come and go between us and a peer that is no more. */
const BEHIND = 64 * 1024
/** A second of the thinnest line over which a large message is still worth waiting for: bytes. */
const TRICKLE = 512
/** After we stopped reading: its answers wait at our door, and are read within this time. */
const DOOR = 4_000

/** Signs of life of one client, and its line as it was seen last. Times are milliseconds of `Runtime.elapsed`. */
export interface Pulse {
  /** When it was last known to hear us: it answered a ping, or what we sent it was seen to flow off. */
  answered: number
  pinged: number
  buffered: number
  received: number
  messages: number
}

/** One client's line, at a look. */
export interface Line {
  /** Bytes that wait to leave. */
  readonly buffered: number
  /** Bytes that have come, and whole messages. */
  readonly received: number
  readonly messages: number
  /** We aren't reading from it. */
  readonly paused: boolean
}

export const pulseAt = (now: number): Pulse => ({
  answered: now,
  pinged: now,
  buffered: 0,
  received: 0,
  messages: 0,
})

/**
 * What to do about a client, looked at once a second. That something comes from it is no answer: over a line that is dead
 * in our direction only it speaks on, and on others' screens it would stand beside words that it never sees.
 *
 * On a thin line an answer may wait for seconds behind what is large. A reader gets its ping behind everything that waits
 * before it, so what flows off of much counts. A writer's answer comes behind the message that it is sending, so while one
 * is under way what comes of it counts: its TCP would stall if nothing of ours reached it. While we don't read, silence
 * says nothing.
 */
export function beat(pulse: Pulse, now: number, line: Line): 'rest' | 'ping' | 'dead' {
  const flowsOff = pulse.buffered >= BEHIND && line.buffered < pulse.buffered
  const isAmidMessage = line.messages === pulse.messages && line.received - pulse.received >= TRICKLE
  if (flowsOff || isAmidMessage) pulse.answered = now
  else if (line.paused) pulse.answered = Math.max(pulse.answered, now - DEAD_AFTER + DOOR)
  pulse.buffered = line.buffered
  pulse.received = line.received
  pulse.messages = line.messages
  if (now - pulse.answered >= DEAD_AFTER) return 'dead'
  if (now - pulse.pinged < PING_EVERY) return 'rest'
  pulse.pinged = now
  return 'ping'
}
