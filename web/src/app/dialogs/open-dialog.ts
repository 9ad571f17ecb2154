import type { Role, SpaceId } from '@weft/space'
import { createContext, useContext } from 'react'

/** What becomes of a space as a whole; without one: the spaces that were put away. */
export type Keeping =
  | { readonly what: 'archive' | 'delete'; readonly space: SpaceId; readonly name: string }
  /** Null: of the server. */
  | { readonly what: 'record'; readonly space: SpaceId | null; readonly name: string }
  | null

/** The one dialog that is open, if any. Whatever opens one says only which. */
export type OpenDialog =
  | { readonly kind: 'palette' }
  | { readonly kind: 'newSpace' }
  | { readonly kind: 'share'; readonly space: SpaceId; readonly name: string }
  | { readonly kind: 'members'; readonly space: SpaceId; readonly name: string; readonly role: Role }
  | { readonly kind: 'keeping'; readonly of: Keeping }
  | { readonly kind: 'profile' }
  | { readonly kind: 'devices' }
  | { readonly kind: 'signOut' }
  | {
      readonly kind: 'icon'
      readonly of: string
      readonly value: string | null
      readonly onPick: (icon: string | null) => void
    }

export const DialogContext = createContext<((dialog: OpenDialog | null) => void) | null>(null)

/** Opens a dialog over the page; null closes what is open. */
export function useDialog(): (dialog: OpenDialog | null) => void {
  const open = useContext(DialogContext)
  if (open === null) throw new Error('useDialog outside of Dialogs')
  return open
}
