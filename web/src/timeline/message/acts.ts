import type { EntryId, MessageView } from '@weft/space'
import { isPress, type Press } from '../../ui/keys.ts'

/** What can be done with a message. `menu` shows them all. */
export type Act = 'menu' | 'reply' | 'react' | 'pin' | 'edit' | 'copy' | 'link' | 'who' | 'remove'

export interface MessageActs {
  /** `anchor`: the button that was pressed; null when it was a key. */
  run(act: Act, message: MessageView, anchor: HTMLElement | null): void
  /** Puts a person's reaction there, or takes it back. */
  toggle(message: MessageView, emoji: string): void
  /** The text of the edit; null when it was given up. */
  edited(message: MessageView, text: string | null): void
  goTo(id: EntryId): void
}

/** What somebody is to a message. */
export interface Standing {
  /** They may write in this space. */
  readonly writes: boolean
  /** They wrote it. */
  readonly mine: boolean
  /** They own the space. */
  readonly owns: boolean
}

/** Whether the server would take it of them. */
export function may(act: Act, { writes, mine, owns }: Standing): boolean {
  switch (act) {
    case 'menu':
    case 'copy':
    case 'link':
    case 'who':
      return true
    case 'reply':
    case 'react':
    case 'pin':
      return writes
    case 'edit':
      return writes && mine
    case 'remove':
      return writes && (mine || owns)
  }
}

/** The keys of a message that has the focus. */
export const KEYS: Readonly<Record<Act, string>> = {
  menu: 'Enter',
  reply: 'R',
  react: 'A',
  pin: 'P',
  edit: 'E',
  copy: 'C',
  link: 'L',
  who: 'W',
  remove: 'Delete',
}
const ACTS = Object.keys(KEYS) as Act[]

/** As `aria-keyshortcuts` wants them. */
export const keysOf = (standing: Standing): string =>
  ACTS.filter((act) => may(act, standing))
    .map((act) => KEYS[act])
    .join(' ')

/** What a press asks for; null when it asks for nothing, or for what this person may not. */
export function actOf(press: Press, standing: Standing): Act | null {
  const act = press.key === 'Backspace' ? 'remove' : ACTS.find((one) => isPress(press, KEYS[one]))
  return act !== undefined && may(act, standing) ? act : null
}
