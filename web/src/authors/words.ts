import { momentText, sinceText } from '../timeline/list/days.ts'
import type { Credit } from './credits.ts'

const MINUTE = 60_000

/** When somebody wrote: a moment, or from when to when. */
export function timeText({ time }: Credit, now: number): string | null {
  if (time === null) return null
  const { from, to } = time
  return to - from < MINUTE ? momentText(from) : `${sinceText(from, now)} – ${sinceText(to, now)}`
}

/** What is to be said beside a name. */
export function kindText({ kind }: Credit): string | null {
  switch (kind) {
    case 'verified':
      return null
    case 'returned':
      return 'brought this back after data was lost; who wrote it isn’t verified'
    case 'unsaved':
      return 'not on the server yet'
  }
}
