import { recall, remember } from './device.ts'

export type ThemeChoice = 'system' | 'light' | 'dark'
const isChoice = (text: string | null): text is 'light' | 'dark' => text === 'light' || text === 'dark'
const CANVAS = { light: '#fbfaf8', dark: '#191816' }

const system = matchMedia('(prefers-color-scheme: dark)')

export function themeChoice(): ThemeChoice {
  const kept = recall('theme')
  return isChoice(kept) ? kept : 'system'
}

/** Puts the choice on the page; before the first paint `public/theme.js` has done the same. */
function show(): void {
  const choice = themeChoice()
  const theme = choice === 'system' ? (system.matches ? 'dark' : 'light') : choice
  document.documentElement.dataset.theme = theme
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', CANVAS[theme])
}

export function chooseTheme(choice: ThemeChoice): void {
  remember('theme', choice === 'system' ? null : choice)
  show()
}

/** Follows the system until the person chooses, and the choice made in another tab. */
export function followTheme(): void {
  system.addEventListener('change', show)
  addEventListener('storage', (event) => {
    if (event.key === 'weft.theme') show()
  })
  show()
}
