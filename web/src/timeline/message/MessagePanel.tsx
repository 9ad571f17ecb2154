import type { MessageView, Persona, PersonId } from '@weft/space'
import { Copy, Link, Pencil, Pin, PinOff, Reply, SmilePlus, Trash2, UserPen } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { useDoc, useSpace } from '../../app/space.tsx'
import WrittenBy from '../../authors/WrittenBy.tsx'
import ConfirmDialog from '../../ui/ConfirmDialog.tsx'
import type { Icon } from '../../ui/icon.ts'
import MenuPopup from '../../ui/MenuPopup.tsx'
import type { MenuItem } from '../../ui/menu-items.ts'
import PopoverPopup from '../../ui/PopoverPopup.tsx'
import ReactionPicker from '../reactions/ReactionPicker.tsx'
import { type Act, KEYS, may, type Standing } from './acts.ts'

/** What is open beside the page for a message. */
export interface Opened {
  readonly act: Act
  readonly message: MessageView
  readonly anchor: HTMLElement
  /** By a key: what opens has the focus. */
  readonly byKey: boolean
  /** Another one each time. */
  readonly key: number
}

export interface MessagePanelProps {
  readonly opened: Opened
  readonly me: PersonId
  readonly standing: Standing
  readonly authorOf: (id: PersonId) => Persona | null
  readonly onRun: (act: Act, message: MessageView) => void
  readonly onToggle: (message: MessageView, emoji: string) => void
  readonly onRemove: (message: MessageView) => void
  readonly onClose: () => void
}

/** What opens beside the page for a message: its menu, and what the menu leads to. */
export default function MessagePanel(props: MessagePanelProps) {
  const { opened, me, standing, authorOf, onRun, onToggle, onRemove, onClose } = props
  const { act, message, byKey } = opened
  const anchor = useMemo(() => ({ current: opened.anchor }), [opened.anchor])
  const { open } = useSpace()
  const there = open.timeline(useDoc()).indexOf(message.id) !== -1
  // While it is open a role may change, the space be archived, or the message be deleted: nothing is taken any more then.
  const allowed = there && may(act, standing)
  useEffect(() => {
    if (!allowed) onClose()
  }, [allowed, onClose])
  if (!allowed) return null
  switch (act) {
    case 'menu':
      return (
        <MenuPopup
          anchor={anchor}
          byKey={byKey}
          label="Message menu"
          items={itemsOf(message, standing, onRun)}
          align="end"
          side="bottom"
          onClose={onClose}
        />
      )
    case 'react':
      return (
        <PopoverPopup anchor={anchor} label="Add a reaction" align="end" onClose={onClose}>
          <ReactionPicker
            mine={message.reactions.flatMap(({ emoji, by }) => (by.includes(me) ? [emoji] : []))}
            onPick={(emoji) => {
              onClose()
              onToggle(message, emoji)
            }}
          />
        </PopoverPopup>
      )
    case 'who':
      return (
        <PopoverPopup anchor={anchor} label="Who wrote this" align="end" onClose={onClose}>
          <WrittenBy what={message.id} editedAt={message.editedAt} />
        </PopoverPopup>
      )
    case 'remove':
      return (
        <ConfirmDialog
          title={
            message.by === me
              ? 'Delete this message?'
              : `Delete what ${authorOf(message.by)?.name ?? 'somebody'} wrote?`
          }
          confirm="Delete"
          onClose={onClose}
          onConfirm={() => onRemove(message)}
        >
          Its words are taken out of the conversation for everybody. This can’t be undone.
        </ConfirmDialog>
      )
    default:
      return null
  }
}

const ITEMS: readonly (readonly [Act, Icon, string] | null)[] = [
  ['reply', Reply, 'Reply'],
  ['react', SmilePlus, 'Add a reaction'],
  ['pin', Pin, 'Pin'],
  null,
  ['copy', Copy, 'Copy text'],
  ['link', Link, 'Copy link'],
  ['who', UserPen, 'Who wrote this'],
  null,
  ['edit', Pencil, 'Edit'],
  ['remove', Trash2, 'Delete'],
]

/** What may be done with a message, in groups. */
function itemsOf(
  message: MessageView,
  standing: Standing,
  onRun: (act: Act, message: MessageView) => void,
): readonly MenuItem[] {
  const items: MenuItem[] = []
  for (const item of ITEMS) {
    if (item === null) {
      if (items.length > 0 && items.at(-1)?.kind !== 'line') items.push({ kind: 'line' })
      continue
    }
    const [act, icon, label] = item
    if (!may(act, standing)) continue
    const pinned = act === 'pin' && message.pinned
    items.push({
      kind: 'action',
      label: pinned ? 'Unpin' : label,
      icon: pinned ? PinOff : icon,
      keys: KEYS[act],
      danger: act === 'remove',
      run: () => onRun(act, message),
    })
  }
  if (items.at(-1)?.kind === 'line') items.pop()
  return items
}
