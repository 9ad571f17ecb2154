import { expect, it } from 'vitest'
import { isPress, keysText } from './keys.ts'

it('names shortcuts as the keyboard at hand does', () => {
  expect(keysText('Mod+Shift+K', false)).toBe('Ctrl Shift K')
  expect(keysText('Mod+Shift+K', true)).toBe('⌘⇧K')
  expect(keysText('Mod+Enter', false)).toBe('Ctrl Enter')
})

it('tells a shortcut from one with another modifier', () => {
  const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }
  expect(isPress({ ...none, key: 'k', ctrlKey: true }, 'Mod+K')).toBe(true)
  expect(isPress({ ...none, key: 'k', metaKey: true }, 'Mod+K')).toBe(true)
  expect(isPress({ ...none, key: 'K', ctrlKey: true, shiftKey: true }, 'Mod+K')).toBe(false)
  expect(isPress({ ...none, key: 'k' }, 'Mod+K')).toBe(false)
  expect(isPress({ ...none, key: 'e' }, 'E')).toBe(true)
})
