/** The interface speaks English, so its dates do too; 24 hours, as the times stand in columns. */
const LOCALE = 'en-GB'

/** Whole days between two moments, by this device's calendar: 0 on the same day, 1 for yesterday. */
export function daysApart(earlier: number, later: number): number {
  const noon = (at: number): number => {
    const day = new Date(at)
    // Noon: a day of 23 or 25 hours must not be counted as none or two.
    return Date.UTC(day.getFullYear(), day.getMonth(), day.getDate(), 12)
  }
  return Math.round((noon(later) - noon(earlier)) / 86_400_000)
}

const sameYear = (a: number, b: number): boolean => new Date(a).getFullYear() === new Date(b).getFullYear()

/** A day's heading: "Today", "Yesterday", "Wednesday 4 March", with the year when it isn't this one. */
export function dayText(at: number, now: number, locale = LOCALE): string {
  const ago = daysApart(at, now)
  if (ago === 0) return 'Today'
  if (ago === 1) return 'Yesterday'
  return new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear(at, now) ? {} : { year: 'numeric' }),
  }).format(at)
}

const clocks = new Map<string, Intl.DateTimeFormat>()
/** Hours and minutes, as in "12:04". Formatters are costly to make and one is needed per message. */
export function clockText(at: number, locale = LOCALE): string {
  let clock = clocks.get(locale)
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' })
    clocks.set(locale, clock)
  }
  return clock.format(at)
}

/** A moment in full, for a tooltip and for readers: "Wednesday 4 March 2026, 12:04". */
export const momentText = (at: number, locale = LOCALE): string =>
  new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at)

/** When something was last so: "12:04" today, "yesterday 12:04", "4 March 12:04". */
export function sinceText(at: number, now: number, locale = LOCALE): string {
  const ago = daysApart(at, now)
  if (ago === 0) return clockText(at)
  if (ago === 1) return `yesterday ${clockText(at)}`
  return `${new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' }).format(at)} ${clockText(at)}`
}
