import type { Icon } from './icon.ts'

/** A menu as data. `choice` is one of several, and stays visible as a tick. */
export type MenuItem =
  | {
      readonly kind: 'action'
      readonly label: string
      readonly run: () => void
      readonly icon?: Icon
      readonly keys?: string
      readonly danger?: boolean
      readonly disabled?: boolean
    }
  | { readonly kind: 'choice'; readonly label: string; readonly checked: boolean; readonly run: () => void }
  | { readonly kind: 'heading'; readonly label: string }
  | { readonly kind: 'line' }
