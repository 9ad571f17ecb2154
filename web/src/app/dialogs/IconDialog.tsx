import { Dialog } from '../../ui/Dialog.tsx'
import EmojiPicker from '../../ui/EmojiPicker.tsx'

interface IconDialogProps {
  readonly of: string
  readonly value: string | null
  readonly onPick: (icon: string | null) => void
  readonly onClose: () => void
}

export default function IconDialog({ of, value, onPick, onClose }: IconDialogProps) {
  return (
    <Dialog title={`Icon of ${of}`} onClose={onClose}>
      <EmojiPicker
        value={value}
        onPick={(icon) => {
          onPick(icon)
          onClose()
        }}
      />
    </Dialog>
  )
}
