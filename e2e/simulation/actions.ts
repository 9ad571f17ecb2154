import type { Role } from '@weft/space'
import { mulberry32 } from '@weft/space/testing'

/**
 * Something that happens in the simulated world. Plain data without references: `who` and `which` are taken modulo what
 * exists at that moment, so that any part of a history is a history too, and a failing one can be made smaller.
 */
export type Action =
  | { readonly do: 'say'; readonly who: number; readonly text: string }
  | { readonly do: 'amend'; readonly who: number; readonly which: number; readonly text: string }
  | { readonly do: 'unsay'; readonly who: number; readonly which: number }
  | { readonly do: 'createNote'; readonly who: number }
  | {
      readonly do: 'title'
      readonly who: number
      readonly which: number
      readonly at: number
      readonly text: string
    }
  /** `at`: a place in the note's text, from 0 (start) to 1 (end). */
  | {
      readonly do: 'type'
      readonly who: number
      readonly which: number
      readonly at: number
      readonly text: string
    }
  | {
      readonly do: 'erase'
      readonly who: number
      readonly which: number
      readonly at: number
      readonly length: number
    }
  | { readonly do: 'archive'; readonly who: number; readonly which: number }
  | { readonly do: 'newParagraph'; readonly who: number; readonly which: number; readonly at: number }
  | { readonly do: 'look'; readonly who: number; readonly which: number }
  | { readonly do: 'cut' | 'heal'; readonly who: number }
  /** The server's own network blinks: everybody's connections break, and may be made again at once. */
  | { readonly do: 'blink' }
  | { readonly do: 'hole'; readonly who: number; readonly towards: 'client' | 'server' | 'both' }
  | { readonly do: 'slow'; readonly who: number; readonly ms: number }
  /** `crashBrowser` takes back what isn't committed, `losePower` also what isn't fsynced; both end all tabs of a device. */
  | { readonly do: 'crashBrowser' | 'losePower' | 'closeTab' | 'openTab'; readonly who: number }
  /** All tabs but one are closed. */
  | { readonly do: 'closeOthers'; readonly who: number }
  /** Everybody presses "Sync now". */
  | { readonly do: 'syncNow' }
  /** A role is given, changed or, with null, taken away. */
  | { readonly do: 'role'; readonly who: number; readonly role: Role | null }
  /** The server itself writes, as an import does. */
  | { readonly do: 'import'; readonly text: string }
  /** A power cut: writes that weren't synced are gone, but for the oldest `keep` that had reached the disk unnoticed. */
  /** And of the one after them so many first writes; and of the write after those the first `torn` part of its bytes, 0 to 1. */
  | { readonly do: 'crashServer'; readonly keep: number; readonly tear?: number; readonly torn?: number }
  | { readonly do: 'stopServer' | 'startServer' }
  /** The next write, or read, fails. After a write the server takes nothing more until it has its disk again. */
  | {
      readonly do: 'diskFails'
      readonly call?: 'batch' | 'range' | 'get'
      readonly code?: 'IO' | 'FULL'
    }
  /** The next row isn't stored: the device is full. */
  | { readonly do: 'deviceFails'; readonly who: number }
  /** Milliseconds that the disk takes from now on for a write, at most. */
  | { readonly do: 'slowDisk'; readonly ms: number }
  /** Everybody closes, long enough for the room to leave memory, and comes back. */
  | { readonly do: 'leaveAll'; readonly ms: number }
  /** What a tab sent last arrives once more, on another connection of its person. */
  | { readonly do: 'again'; readonly who: number; readonly frames: number }
  /** Somebody writes under a Yjs client id that is another's. */
  | { readonly do: 'forge'; readonly who: number; readonly which: number }
  /** A wall clock is set, forwards or back. */
  | { readonly do: 'clock'; readonly who: number; readonly ms: number }
  | { readonly do: 'serverClock'; readonly ms: number }
  | { readonly do: 'wait' }

/** An action, and how long after the one before it. */
export type Step = Action & { readonly after: number }

export interface History {
  readonly seed: number
  readonly steps: readonly Step[]
}

const WORDS = [
  'oat',
  'milk',
  'quiet',
  'tables',
  'ß',
  'naïve',
  '咖啡',
  '☕️',
  'שלום',
  'opening',
  'the',
  'and',
  'seven',
  '\n',
  '',
]

/** How often each happens; edits by far the most, since faults only show on edits that are under way. */
const MIX: readonly (readonly [weight: number, make: (pick: Pick) => Action])[] = [
  [22, (p) => ({ do: 'say', who: p.int(8), text: p.text() })],
  [5, (p) => ({ do: 'amend', who: p.int(8), which: p.int(50), text: p.text() })],
  [3, (p) => ({ do: 'unsay', who: p.int(8), which: p.int(50) })],
  [2, (p) => ({ do: 'createNote', who: p.int(8) })],
  [3, (p) => ({ do: 'title', who: p.int(8), which: p.int(4), at: p.chance(), text: p.text() })],
  [26, (p) => ({ do: 'type', who: p.int(8), which: p.int(4), at: p.chance(), text: p.text() })],
  [8, (p) => ({ do: 'erase', who: p.int(8), which: p.int(4), at: p.chance(), length: 1 + p.int(6) })],
  [1, (p) => ({ do: 'archive', who: p.int(8), which: p.int(4) })],
  [4, (p) => ({ do: 'newParagraph', who: p.int(8), which: p.int(4), at: p.chance() })],
  [6, (p) => ({ do: 'look', who: p.int(8), which: p.int(4) })],
  [4, (p) => ({ do: 'cut', who: p.int(8) })],
  [10, (p) => ({ do: 'heal', who: p.int(8) })],
  [2, () => ({ do: 'blink' })],
  [3, (p) => ({ do: 'hole', who: p.int(8), towards: p.of(['client', 'server', 'both']) })],
  [2, (p) => ({ do: 'slow', who: p.int(8), ms: p.of([1, 20, 400, 3000]) })],
  [2, (p) => ({ do: 'crashBrowser', who: p.int(8) })],
  [1, (p) => ({ do: 'losePower', who: p.int(8) })],
  [2, (p) => ({ do: 'closeTab', who: p.int(8) })],
  [14, (p) => ({ do: 'openTab', who: p.int(8) })],
  [1, (p) => ({ do: 'role', who: p.int(8), role: p.of(['member', 'member', 'viewer', null]) })],
  [1, (p) => ({ do: 'import', text: p.text() })],
  [3, (p) => crash(p)],
  [1, () => ({ do: 'stopServer' })],
  [1, (p) => ({ do: 'diskFails', call: 'batch', code: p.of(['IO', 'FULL']) })],
  [1, (p) => ({ do: 'diskFails', call: p.of(['range', 'get']), code: 'IO' })],
  [2, (p) => ({ do: 'deviceFails', who: p.int(8) })],
  [12, () => ({ do: 'startServer' })],
  [2, (p) => ({ do: 'slowDisk', ms: p.of([1, 30, 30, 150, 1000]) })],
  [2, (p) => ({ do: 'closeOthers', who: p.int(8) })],
  [1, (p) => ({ do: 'leaveAll', ms: p.of([100, 5_000, 90_000]) })],
  [2, () => ({ do: 'wait' })],
  [2, (p) => ({ do: 'again', who: p.int(8), frames: p.int(6) })],
  [1, (p) => ({ do: 'forge', who: p.int(8), which: p.int(8) })],
  [1, (p) => ({ do: 'clock', who: p.int(8), ms: p.of(JUMPS) })],
  [1, (p) => ({ do: 'serverClock', ms: p.of(JUMPS) })],
]
const crash = (p: Pick): Action => ({
  do: 'crashServer',
  keep: p.of([0, 0, 1, 2]),
  tear: p.of([0, 0, 1, 2]),
  torn: p.of([0, 0, 0.1, 0.9]),
})
/** Leap seconds, a clock that is put right, summer time, a date that was wrong by weeks; milliseconds. */
const JUMPS = [1_000, -1_000, 90_000, -90_000, 3_600_000, -3_600_000, 30 * 86_400_000, -30 * 86_400_000]
/** Each maker as often as it weighs, so that a fair pick is a weighted one. */
const MAKERS = MIX.flatMap(([weight, make]) => Array.from({ length: weight }, () => make))

const EDITS: readonly ((pick: Pick) => Action)[] = [
  (p) => ({ do: 'say', who: p.int(8), text: p.text() }),
  (p) => ({ do: 'type', who: p.int(8), which: p.int(4), at: p.chance(), text: p.text() }),
  (p) => ({ do: 'erase', who: p.int(8), which: p.int(4), at: p.chance(), length: 1 + p.int(6) }),
]

/** Faults, and what often follows one soon: left to chance alone, most of a history would pass with nobody connected. */
const SCENES: { readonly [fault in Action['do']]?: (pick: Pick, fault: Action) => readonly Action[] } = {
  crashServer: () => [{ do: 'startServer' }, { do: 'syncNow' }],
  stopServer: () => [{ do: 'startServer' }, { do: 'syncNow' }],
  diskFails: (p) => [
    { do: 'say', who: p.int(8), text: p.text() },
    { do: 'wait' },
    { do: 'crashServer', keep: p.int(2) },
    { do: 'startServer' },
    { do: 'syncNow' },
  ],
  deviceFails: (p, fault) => ('who' in fault ? [{ do: 'say', who: fault.who, text: p.text() }] : []),
  blink: () => [{ do: 'syncNow' }],
  cut: (_, fault) => ('who' in fault ? [{ do: 'heal', who: fault.who }] : []),
  crashBrowser: (_, fault) => ('who' in fault ? [{ do: 'openTab', who: fault.who }] : []),
  losePower: (_, fault) => ('who' in fault ? [{ do: 'openTab', who: fault.who }] : []),
  closeTab: () => [],
  leaveAll: () => [{ do: 'syncNow' }],
  /** Somebody leaves as the last one, in the middle of writing, and others come. */
  closeOthers: (p, fault) => {
    const who = 'who' in fault ? fault.who : 0
    const write = Array.from({ length: 3 }, (): Action => ({ do: 'say', who, text: p.text() }))
    const leave: Action = { do: p.of(['closeTab', 'crashBrowser', 'cut'] as const), who }
    return [...write, leave, { do: 'openTab', who: who + 2 }, { do: 'wait' }, { do: 'openTab', who: who + 3 }]
  },
}

/** Some edits, the fault in the middle of them, and what follows, all within moments. */
function scene(fault: Action, pick: Pick): Step[] {
  const own = 'who' in fault && pick.chance() < 0.5
  const edits = Array.from({ length: 1 + pick.int(4) }, (): Step => {
    const edit = pick.of(EDITS)(pick)
    return { ...edit, ...(own && { who: fault.who }), after: pick.int(4) }
  })
  const after = SCENES[fault.do]?.(pick, fault) ?? []
  const soon = own ? 8 : 50
  return [
    ...edits,
    { ...fault, after: pick.int(soon) },
    ...after.map((action) => ({ ...action, after: pick.int(100) })),
  ]
}

interface Pick {
  chance(): number
  int(below: number): number
  of<T>(list: readonly T[]): T
  text(): string
}

/** The same seed gives the same history. Most steps follow at once or within a few ms, where races live; some after long. */
export function history(seed: number, length: number): History {
  const chance = mulberry32(seed)
  const int = (below: number) => Math.floor(chance() * below)
  const of = <T>(list: readonly T[]): T => {
    const found = list[int(list.length)]
    if (found === undefined) throw new Error('nothing to pick from')
    return found
  }
  const pause = () => {
    const long = chance()
    return long < 0.5 ? int(4) : long < 0.9 ? int(60) : long < 0.98 ? int(1_500) : int(20_000)
  }
  const text = () => Array.from({ length: 1 + int(3) }, () => of(WORDS)).join(' ')
  const pick: Pick = { chance, int, of, text }
  const steps: Step[] = []
  while (steps.length < length) {
    const action = of(MAKERS)(pick)
    if (SCENES[action.do] && chance() < 0.6) steps.push(...scene(action, pick))
    else steps.push({ ...action, after: pause() })
  }
  return { seed, steps }
}
