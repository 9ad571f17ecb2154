import { Smile } from 'lucide-react'
import type { RefObject } from 'react'
import buttonCss from '../../ui/IconButton.module.css'
import { lazyPart } from '../../ui/lazy-part.tsx'
import { Popover } from '../../ui/Popover.tsx'
import { insert } from '../mentions/insert.ts'

const ReactionPicker = lazyPart(() => import('../reactions/ReactionPicker.tsx'))

/** Puts an emoji where the caret is in a field. */
export const EmojiButton = ({ area }: { readonly area: RefObject<HTMLTextAreaElement | null> }) => (
  <Popover
    className={buttonCss.button}
    aria-label="Emoji"
    data-tip="Emoji"
    tabIndex={-1}
    panel="Emoji"
    align="start"
    back={area}
    onNear={ReactionPicker.preload}
    onPointerDown={(event) => event.preventDefault()}
    content={(close) => (
      <ReactionPicker
        mine={[]}
        onPick={(emoji) => {
          close()
          if (area.current !== null) insert(area.current, emoji)
        }}
      />
    )}
  >
    <Smile size={16} strokeWidth={1.75} aria-hidden />
  </Popover>
)
