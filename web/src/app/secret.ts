/**
 * The secret of an invitation link stands in the address's fragment, which browsers send to nobody. It is taken out of
 * the address at once, so that it stays neither in the history nor in a screenshot.
 */
export function takeSecret(
  location: Pick<Location, 'hash' | 'pathname'>,
  history: Pick<History, 'replaceState' | 'state'>,
): string | null {
  const secret = location.hash.slice(1)
  if (location.pathname !== '/join' || secret === '') return null
  history.replaceState(history.state, '', location.pathname)
  return decode(secret)
}

/** The secret in a link that somebody pasted: of this server or as the bare secret; null when it holds none. */
export function secretIn(
  pasted: string,
  origin: string,
): { readonly secret: string } | { readonly elsewhere: string } | null {
  const text = pasted.trim()
  if (/^[A-Za-z0-9_-]{16,200}$/.test(text)) return { secret: text }
  try {
    const url = new URL(text)
    if (url.origin !== origin) return { elsewhere: url.host }
    return url.pathname === '/join' && url.hash.length > 1 ? { secret: decode(url.hash.slice(1)) } : null
  } catch {
    // Not an address: the field says so.
    return null
  }
}

const KEPT = 'weft.join'

/** Keeps a link's secret in this tab while its person signs in elsewhere; the address must not carry it there. */
export function keepSecret(secret: string): void {
  try {
    sessionStorage.setItem(KEPT, secret)
  } catch {
    // No storage in this browser: whoever comes back opens the link again.
  }
}

/** What was kept, once, for the page that asks for it. */
export function keptSecret(location: Pick<Location, 'pathname'>): string | null {
  if (location.pathname !== '/join') return null
  try {
    const secret = sessionStorage.getItem(KEPT)
    sessionStorage.removeItem(KEPT)
    return secret
  } catch {
    // No storage in this browser: nothing was kept.
    return null
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A stray percent sign: the server will not know the secret, and says so.
    return text
  }
}
