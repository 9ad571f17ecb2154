import { useState } from 'react'
import { recall, remember } from '../../app/device.ts'
import EmojiPicker from '../../ui/EmojiPicker.tsx'
import css from './ReactionPicker.module.css'
import { choiceOf, oneEmoji, readUsed, usedText, usedWith } from './reaction-choice.ts'

/** Where this device remembers what was used last. */
const USED = 'reactions'

/** An emoji to answer with, or to write; those of `mine` are taken back by being chosen again. */
export default function ReactionPicker({
  mine,
  onPick,
}: {
  readonly mine: readonly string[]
  readonly onPick: (emoji: string) => void
}) {
  const [used] = useState(() => readUsed(recall(USED)))
  const [choice] = useState(() => choiceOf(used))
  return (
    <div className={css.panel}>
      <EmojiPicker
        value={null}
        choice={choice}
        chosen={mine}
        read={oneEmoji}
        onPick={(emoji) => {
          if (emoji === null) return
          if (!mine.includes(emoji)) remember(USED, usedText(usedWith(used, emoji)))
          onPick(emoji)
        }}
      />
    </div>
  )
}
