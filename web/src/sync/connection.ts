import { isFinal } from '@weft/space/wire'
import type { Link } from './contract.ts'

/**
 * When to dial, wait, ask whether anybody is there, and give up: a function of state, event and time.
 *
 *              start                    opened                   synced
 *   (idle) ───────────▶ connecting ────────────▶ handshaking ────────────▶ online
 *                        ▲      │                     │                      │
 *      tick at retryAt,  │      │ closed, 10 s        │ closed, silent 34 s… │ closed, silent 8 s, offline
 *    retry, online, wake │      ▼                     ▼                      ▼
 *                        └── offline ◀───────────────────────────────────────┘
 *   any ── closed with a final code, refused ──▶ stopped ── retry ──▶ connecting
 *
 * Waits are drawn from [0, cap) with cap doubling from 0.5 s to 30 s (full jitter: AWS Architecture Blog, "Exponential
 * Backoff And Jitter"), so that a thousand devices don't come back as one. The cap starts over only after a line that
 * lasted, or when the browser or the person says so: a server that accepts and closes at once isn't hammered.
 */
export type Line =
  | { readonly at: 'idle' }
  | (Waiting & { readonly at: 'connecting'; readonly dialedAt: number })
  | {
      readonly at: 'open'
      readonly openedAt: number
      readonly heardAt: number
      /** When a ping was sent that nothing was heard after. */
      readonly askedAt: number | null
      /** When to look again. */
      readonly lookAt: number
      /** What was in the socket at the last look; less of it later means that somebody takes it. */
      readonly buffered: number
      readonly synced: boolean
      readonly tries: number
    }
  | (Waiting & { readonly at: 'offline'; readonly retryAt: number })
  | { readonly at: 'stopped'; readonly code: number; readonly reason: string }

interface Waiting {
  /** Ms since 1970 (for people): when there last was a line, or when we began. */
  readonly since: number
  readonly tries: number
  /** The browser says that there is no network. It may be wrong (a server on this machine), so we still try, quietly. */
  readonly dark: boolean
}

export type LineEvent =
  | { readonly type: 'start'; readonly dark: boolean }
  | { readonly type: 'opened' }
  | { readonly type: 'heard' }
  | { readonly type: 'synced' }
  | { readonly type: 'closed'; readonly code: number; readonly reason: string }
  /** The server said no to what this device sent; the close that follows it tells nothing more. */
  | { readonly type: 'refused'; readonly code: number; readonly reason: string }
  | { readonly type: 'online' | 'offline' | 'wake' | 'retry' }
  | { readonly type: 'tick'; readonly buffered: number; readonly unacked: number }
  | { readonly type: 'stop' }

/** `drop` before `dial`, when both are there. `lost`: forget what was true of the old line. `doubt`: it may be dead, so that nobody is known to be here; `again`: it wasn't. */
export type LineEffect = 'dial' | 'drop' | 'hello' | 'ping' | 'lost' | 'doubt' | 'again'

/** `wall`: ms since 1970. `elapsed`: ms that never jump. `chance`: in [0, 1). */
export interface Moment {
  readonly wall: number
  readonly elapsed: number
  readonly chance: number
}

const FIRST_WAIT = 500
const LONGEST_WAIT = 30_000
const DIAL_PATIENCE = 10_000
/** Silence after which we ask, and silence after asking that means that nobody is there; ms. */
const QUIET = 4_000
const DEAF = 4_000
/**
 * The same before this device has all that the server had: that comes as one message, of which nothing is heard before its
 * end. It doubles with each try, so that the slowest line gets there.
 */
const DEAF_AT_FIRST = 30_000
/** A line that lasted this long was a good one; ms. */
const LASTED = 5_000
/** The slowest uplink that we wait for, in bytes per ms: what we sent stands before our ping. */
const SLOWEST = 32
const LONGEST_PATIENCE = 300_000

type Step = readonly [Line, readonly LineEffect[]]

export function step(line: Line, event: LineEvent, now: Moment): Step {
  switch (event.type) {
    case 'start':
      if (line.at !== 'idle') return [line, []]
      return dial({ since: now.wall, tries: 0, dark: event.dark }, now)
    case 'stop':
      return [{ at: 'idle' }, hasSocket(line) ? ['drop', 'lost'] : []]
    case 'opened':
      if (line.at !== 'connecting') return [line, []]
      return [
        {
          at: 'open',
          openedAt: now.elapsed,
          heardAt: now.elapsed,
          askedAt: null,
          lookAt: now.elapsed + QUIET,
          buffered: 0,
          synced: false,
          tries: line.tries,
        },
        ['hello'],
      ]
    case 'heard':
      if (line.at !== 'open') return [line, []]
      return [
        { ...line, heardAt: now.elapsed, askedAt: null, lookAt: now.elapsed + QUIET },
        isDoubtful(line.askedAt, now) ? ['again'] : [],
      ]
    case 'synced':
      return line.at === 'open' && !line.synced ? [{ ...line, synced: true }, []] : [line, []]
    case 'closed':
      if (!hasSocket(line)) return [line, []]
      if (isFinal(event.code)) return [{ at: 'stopped', code: event.code, reason: event.reason }, ['lost']]
      return lose(line, darkOf(line), now, ['lost'])
    case 'refused':
      if (!hasSocket(line)) return [line, []]
      return [{ at: 'stopped', code: event.code, reason: event.reason }, ['drop', 'lost']]
    case 'offline':
      if (hasSocket(line)) return lose(line, true, now, ['drop', 'lost'])
      return line.at === 'offline' ? [{ ...line, dark: true }, []] : [line, []]
    case 'online':
      if (line.at === 'open') return ask(line, now)
      if (line.at === 'offline') return dial({ since: line.since, tries: 0, dark: false }, now)
      if (line.at === 'connecting') return redial({ ...line, tries: 0, dark: false }, now)
      return [line, []]
    case 'wake':
      if (line.at === 'open') return ask(line, now)
      return line.at === 'offline' ? dial(line, now) : [line, []]
    case 'retry':
      if (line.at === 'stopped' || line.at === 'idle')
        return dial({ since: now.wall, tries: 0, dark: false }, now)
      if (line.at === 'offline') return dial({ ...line, tries: 0 }, now)
      if (line.at === 'connecting') return redial({ ...line, tries: 0 }, now)
      return line.at === 'open' ? ask(line, now) : [line, []]
    case 'tick':
      return tick(line, event, now)
  }
}

/** When `step` wants a tick, in elapsed ms; null for never. An early tick does no harm. */
export function wakeAt(line: Line): number | null {
  switch (line.at) {
    case 'idle':
    case 'stopped':
      return null
    case 'connecting':
      return line.dialedAt + DIAL_PATIENCE
    case 'offline':
      return line.retryAt
    case 'open':
      return line.lookAt
  }
}

/** `now` is needed because people read wall time, and waits are kept in elapsed time. */
export function linkOf(line: Line, now: Omit<Moment, 'chance'>): Link {
  switch (line.at) {
    case 'idle':
      return { state: 'offline', since: now.wall, retryAt: null }
    case 'connecting':
      if (line.dark) return { state: 'offline', since: line.since, retryAt: null }
      return { state: 'connecting', since: line.since }
    case 'open':
      return { state: 'online', synced: line.synced }
    case 'offline':
      return {
        state: 'offline',
        since: line.since,
        retryAt: line.dark ? null : Math.round(now.wall + line.retryAt - now.elapsed),
      }
    case 'stopped':
      return { state: 'stopped', code: line.code, reason: line.reason }
  }
}

/** How long to wait after asking: what we sent and wasn't acked has to go up first, and what we asked for to come down. */
const patience = (line: Extract<Line, { at: 'open' }>, unacked: number) =>
  Math.min((line.synced ? DEAF : DEAF_AT_FIRST * 2 ** line.tries) + unacked / SLOWEST, LONGEST_PATIENCE)

function tick(line: Line, event: Extract<LineEvent, { type: 'tick' }>, now: Moment): Step {
  switch (line.at) {
    case 'idle':
    case 'stopped':
      return [line, []]
    case 'connecting':
      return now.elapsed < line.dialedAt + DIAL_PATIENCE
        ? [line, []]
        : lose(line, line.dark, now, ['drop', 'lost'])
    case 'offline':
      return now.elapsed < line.retryAt ? [line, []] : dial(line, now)
    case 'open': {
      if (now.elapsed < line.lookAt) return [line, []]
      if (line.askedAt === null) return ask({ ...line, buffered: event.buffered }, now)
      const taken = event.buffered < line.buffered
      const askedAt = taken ? now.elapsed : line.askedAt
      const deafAt = askedAt + patience(line, event.unacked)
      if (now.elapsed >= deafAt) return lose(line, false, now, ['drop', 'lost'])
      const lookAt = Math.min(now.elapsed + DEAF, deafAt)
      return [
        { ...line, askedAt, lookAt, buffered: event.buffered },
        isDoubtful(askedAt, now) ? ['doubt'] : [],
      ]
    }
  }
}

/** Nothing moved for so long that others may have left meanwhile (G10), even if there is reason to wait on. */
const isDoubtful = (askedAt: number | null, now: Moment) => askedAt !== null && now.elapsed >= askedAt + DEAF

function ask(line: Extract<Line, { at: 'open' }>, now: Moment): Step {
  if (line.askedAt !== null) return [line, []]
  return [{ ...line, askedAt: now.elapsed, lookAt: now.elapsed + DEAF }, ['ping']]
}

function dial(waiting: Waiting, now: Moment): Step {
  const { since, tries, dark } = waiting
  return [{ at: 'connecting', since, tries, dark, dialedAt: now.elapsed }, ['dial']]
}

function redial(line: Extract<Line, { at: 'connecting' }>, now: Moment): Step {
  // A dial of just now is as good as a new one.
  if (now.elapsed - line.dialedAt < 1_000) return [line, []]
  const [next] = dial(line, now)
  return [next, ['drop', 'dial']]
}

function lose(
  line: Extract<Line, { at: 'connecting' | 'open' }>,
  dark: boolean,
  now: Moment,
  effects: readonly LineEffect[],
): Step {
  const lasted = line.at === 'open' && line.synced && now.elapsed - line.openedAt >= LASTED
  const tries = lasted ? 0 : line.tries
  const wait = now.chance * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries)
  const since = line.at === 'open' ? now.wall : line.since
  return [{ at: 'offline', since, tries: tries + 1, dark, retryAt: now.elapsed + wait }, effects]
}

const hasSocket = (line: Line): line is Extract<Line, { at: 'connecting' | 'open' }> =>
  line.at === 'connecting' || line.at === 'open'

const darkOf = (line: Extract<Line, { at: 'connecting' | 'open' }>) => line.at === 'connecting' && line.dark
