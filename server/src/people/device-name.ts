/** The first that fits wins: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari. */
const BROWSERS: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\b(?:OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/[\d.]+ .*Safari\//, 'Safari'],
]
/** iPhones say "like Mac OS X", and Android is a Linux. */
const SYSTEMS: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
]
/** Longer than any browser's: not worth looking through. */
const LONGEST = 512

/**
 * What a person would call this browser, by its `User-Agent`. Only words from the lists above: nobody can put a text of
 * their own into somebody's list of devices.
 */
export function deviceName(userAgent: string | undefined): string {
  const said = (userAgent ?? '').slice(0, LONGEST)
  const find = (list: typeof BROWSERS) => list.find(([mark]) => mark.test(said))?.[1]
  const browser = find(BROWSERS)
  const system = find(SYSTEMS)
  return system === undefined ? (browser ?? 'A browser') : `${browser ?? 'A browser'} on ${system}`
}
