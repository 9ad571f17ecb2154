const isApple = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform)

/** `Mod+Shift+K` as this machine's keyboard calls it: `⌘⇧K` on Apple's, `Ctrl Shift K` elsewhere. */
export function keysText(keys: string, apple: boolean = isApple()): string {
  const parts = keys.split('+').map((key) => {
    if (key === 'Mod') return apple ? '⌘' : 'Ctrl'
    if (key === 'Shift') return apple ? '⇧' : 'Shift'
    if (key === 'Alt') return apple ? '⌥' : 'Alt'
    if (key === 'Enter') return apple ? '↩' : 'Enter'
    return key
  })
  return parts.join(apple ? '' : ' ')
}

/** The parts of a KeyboardEvent that a shortcut is told by. */
export interface Press {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** Whether a press is exactly this shortcut; `Mod` is Ctrl, or Cmd on Apple's keyboards. */
export function isPress(press: Press, keys: string): boolean {
  const parts = keys.split('+')
  const key = parts.at(-1) ?? ''
  const wants = (name: string): boolean => parts.slice(0, -1).includes(name)
  return (
    press.key.toLowerCase() === key.toLowerCase() &&
    (press.ctrlKey || press.metaKey) === wants('Mod') &&
    press.shiftKey === wants('Shift') &&
    press.altKey === wants('Alt')
  )
}
