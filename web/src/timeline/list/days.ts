const isHour12 = (locale: string): boolean =>
  new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions().hour12 === true

/**
 * The interface speaks English, so the words of its dates do too: in the reader's own English, or Britain's. Whether the
 * clock has 12 hours or 24 is as they have it everywhere else.
 */
export function localeOf(own: string | undefined): string {
  if (own === undefined) return 'en-GB'
  if (/^en\b/.test(own)) return own
  return `en-GB-u-hc-${isHour12(own) ? 'h12' : 'h23'}`
}
export const LOCALE = localeOf(typeof window === 'undefined' ? undefined : navigator.language)

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
/** Hours and minutes, as in "12:04" or "12:04 PM". Formatters are costly to make and one is needed per message. */
export function clockText(at: number, locale = LOCALE): string {
  let clock = clocks.get(locale)
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat(locale, { hour: hours(locale), minute: '2-digit' })
    clocks.set(locale, clock)
  }
  return clock.format(at)
}

/** "09:05", but "9:05 AM". */
export const hours = (locale: string): '2-digit' | 'numeric' => (isHour12(locale) ? 'numeric' : '2-digit')

/** The same where there is little room: "12:04". */
export const shortClockText = (at: number, locale = LOCALE): string =>
  clockText(at, locale).replace(/\s*[ap]\.?m\.?$/iu, '')

/** A moment in full, for a tooltip and for readers: "Wednesday 4 March 2026, 12:04". */
export const momentText = (at: number, locale = LOCALE): string =>
  new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: hours(locale),
    minute: '2-digit',
  }).format(at)

/** When something was last so: "12:04" today, "yesterday 12:04", "4 March 12:04". */
export function sinceText(at: number, now: number, locale = LOCALE): string {
  const ago = daysApart(at, now)
  if (ago === 0) return clockText(at)
  if (ago === 1) return `yesterday ${clockText(at)}`
  return `${new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' }).format(at)} ${clockText(at)}`
}
