/**
 * Small things that this device remembers: the theme, the panes, who was signed in. Losing one costs a click and never
 * words, so a browser without storage (or with a full one) simply doesn't remember.
 */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`weft.${key}`)
  } catch {
    // Storage is forbidden here: nothing is remembered.
    return null
  }
}

/** Whether it could be remembered. */
export function remember(key: string, value: string | null): boolean {
  try {
    if (value === null) localStorage.removeItem(`weft.${key}`)
    else localStorage.setItem(`weft.${key}`, value)
    return true
  } catch {
    // Storage is forbidden or full: the caller decides whether that is worth a word.
    return false
  }
}

/** What was remembered as JSON, when it still fits the schema. */
export function recallAs<T>(
  key: string,
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
): T | undefined {
  const text = recall(key)
  if (text === null) return undefined
  try {
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    // Not JSON: of an older version, or touched by hand.
    return undefined
  }
}
