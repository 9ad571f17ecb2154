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
  | { readonly do: 'newParagraph'; readonly who: number; readonly which: number; readonly at: number }
  | { readonly do: 'look'; readonly who: number; readonly which: number }
  | { readonly do: 'cut' | 'heal'; readonly who: number }
  | { readonly do: 'hole'; readonly who: number; readonly towards: 'client' | 'server' | 'both' }
  | { readonly do: 'slow'; readonly who: number; readonly ms: number }
  /** kill -9 of a browser: rows that aren't committed are gone. `closeDevice` is a tab that is closed. */
  | { readonly do: 'crashDevice' | 'closeDevice' | 'openDevice'; readonly who: number }
  /** A power cut: writes that weren't synced are gone. */
  | { readonly do: 'crashServer' | 'stopServer' | 'startServer' }
  /** Milliseconds that the disk takes from now on for a write, at most. */
  | { readonly do: 'slowDisk'; readonly ms: number }
  /** Everybody closes, long enough for the room to leave memory, and comes back. */
  | { readonly do: 'leaveAll'; readonly ms: number }
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
  [4, (p) => ({ do: 'newParagraph', who: p.int(8), which: p.int(4), at: p.chance() })],
  [6, (p) => ({ do: 'look', who: p.int(8), which: p.int(4) })],
  [4, (p) => ({ do: 'cut', who: p.int(8) })],
  [7, (p) => ({ do: 'heal', who: p.int(8) })],
  [3, (p) => ({ do: 'hole', who: p.int(8), towards: p.of(['client', 'server', 'both']) })],
  [2, (p) => ({ do: 'slow', who: p.int(8), ms: p.of([1, 20, 400, 3000]) })],
  [3, (p) => ({ do: 'crashDevice', who: p.int(8) })],
  [2, (p) => ({ do: 'closeDevice', who: p.int(8) })],
  [6, (p) => ({ do: 'openDevice', who: p.int(8) })],
  [3, () => ({ do: 'crashServer' })],
  [1, () => ({ do: 'stopServer' })],
  [5, () => ({ do: 'startServer' })],
  [2, (p) => ({ do: 'slowDisk', ms: p.of([0, 2, 30, 400]) })],
  [1, (p) => ({ do: 'leaveAll', ms: p.of([100, 5_000, 90_000]) })],
  [2, () => ({ do: 'wait' })],
]
/** Each maker as often as it weighs, so that a fair pick is a weighted one. */
const MAKERS = MIX.flatMap(([weight, make]) => Array.from({ length: weight }, () => make))

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
  const text = () => Array.from({ length: 1 + int(3) }, () => of(WORDS)).join(' ')
  const pick: Pick = { chance, int, of, text }
  const steps = Array.from({ length }, (): Step => {
    const action = of(MAKERS)(pick)
    const long = chance()
    const after = long < 0.5 ? int(4) : long < 0.9 ? int(60) : long < 0.98 ? int(1_500) : int(20_000)
    return { ...action, after }
  })
  return { seed, steps }
}
