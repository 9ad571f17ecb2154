import type { Icon } from './icon.ts'
import type { menuIcons } from './MenuIcons.ts'

/** By name, where it stands in no other place that the first screen shows. */
export type MenuIcon = Icon | keyof typeof menuIcons

/** A menu as data. `choice` is one of several, and stays visible as a tick. */
export type MenuItem =
  | {
      readonly kind: 'action'
      readonly label: string
      readonly run: () => void
      readonly icon?: MenuIcon
      readonly keys?: string
      readonly danger?: boolean
      readonly disabled?: boolean
    }
  | { readonly kind: 'choice'; readonly label: string; readonly checked: boolean; readonly run: () => void }
  | { readonly kind: 'heading'; readonly label: string }
  | { readonly kind: 'line' }
