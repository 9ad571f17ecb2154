import { AtSign, Bold, Code, Italic, SendHorizontal } from 'lucide-react'
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { cx } from '../../ui/classes.ts'
import { isFocusLost } from '../../ui/focus.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { isPress } from '../../ui/keys.ts'
import { insert } from '../mentions/insert.ts'
import { Mentions } from '../mentions/Mentions.tsx'
import { useWritten } from '../mentions/use-written.ts'
import css from './Composer.module.css'
import type { Draft } from './drafts.ts'
import { EmojiButton } from './EmojiButton.tsx'
import { fitHeight } from './fit-height.ts'
import { wrap } from './wrap.ts'

export interface ComposerHandle {
  focus(): void
}

interface ComposerProps {
  readonly ref: Ref<ComposerHandle>
  readonly spaceName: string
  readonly draft: Draft
  /** Stands in the box above the words. */
  readonly above: ReactNode
  /** Escape; null when there is nothing to leave. */
  readonly onLeave: (() => void) | null
  readonly onSend: (text: string) => void
  /** The text changed under a person's hand; '' when it was emptied. */
  readonly onTyping: (text: string) => void
  /** Arrow up in the empty box. */
  readonly onEditLast: () => void
}

const MARKS = [
  { mark: '**', label: 'Bold', keys: 'Mod+B', icon: Bold },
  { mark: '*', label: 'Italic', keys: 'Mod+I', icon: Italic },
  { mark: '`', label: 'Code', keys: 'Mod+E', icon: Code },
] as const

export function Composer({
  ref,
  spaceName,
  draft,
  above,
  onLeave,
  onSend,
  onTyping,
  onEditLast,
}: ComposerProps) {
  const [kept, setKept] = useState(true)
  const keep = (message: string): void => {
    try {
      draft.write(message)
      setKept(true)
    } catch {
      // The browser's storage is full or forbidden: the person is told, below the box.
      setKept(false)
    }
  }
  const { text, chosen, message, change: write, choose } = useWritten(() => draft.read(), keep)
  const area = useRef<HTMLTextAreaElement | null>(null)
  const caret = useRef<readonly [number, number] | null>(null)
  useImperativeHandle(ref, () => ({ focus: () => area.current?.focus() }), [])
  // Whoever comes to a space comes to write, unless they are about something else already.
  useEffect(() => {
    const at = document.activeElement
    const button = at instanceof HTMLAnchorElement || at instanceof HTMLButtonElement
    // The box may come while a panel is open, as when a reader is made a member: that panel would close.
    const free =
      isFocusLost() || (button && at.closest('[role=dialog], [role=alertdialog], [role=menu]') === null)
    if (free && matchMedia('(pointer: fine)').matches) area.current?.focus({ preventScroll: true })
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: the height follows the text
  useLayoutEffect(() => {
    const field = area.current
    if (field === null) return
    fitHeight(field)
    if (caret.current !== null) field.setSelectionRange(...caret.current)
    caret.current = null
  }, [text])

  const change = (next: string, until?: number): void => {
    write(next, until)
    onTyping(next)
  }
  const send = (): void => {
    const words = message().trim()
    if (words === '') return
    onSend(words)
    change('')
    area.current?.focus()
  }
  const mark = (sign: string): void => {
    const field = area.current
    if (field === null) return
    const next = wrap({ text, start: field.selectionStart, end: field.selectionEnd }, sign)
    caret.current = [next.start, next.end]
    change(next.text)
    field.focus()
  }
  const name = (): void => {
    const field = area.current
    if (field !== null) insert(field, /\S$/.test(text.slice(0, field.selectionStart)) ? ' @' : '@')
  }
  const press = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return
    const formatted = MARKS.find(({ keys }) => isPress(event, keys))
    if (formatted !== undefined) {
      event.preventDefault()
      mark(formatted.mark)
    } else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault()
      send()
    } else if (event.key === 'Escape' && onLeave !== null) {
      event.preventDefault()
      onLeave()
    } else if (event.key === 'ArrowUp' && text === '') {
      event.preventDefault()
      onEditLast()
    }
  }

  return (
    <div className={css.composer}>
      {above}
      <textarea
        ref={area}
        className={css.area}
        dir="auto"
        data-testid="composer"
        aria-label={`Message ${spaceName}`}
        placeholder={`Message ${spaceName}`}
        rows={1}
        value={text}
        onChange={({ target }) => change(target.value, target.selectionEnd)}
        onBlur={() => onTyping('')}
        onKeyDown={press}
      />
      <Mentions area={area} text={text} chosen={chosen} onChoose={choose} />
      <div className={css.foot}>
        {MARKS.map(({ mark: sign, label, keys, icon }) => (
          <IconButton
            key={label}
            icon={icon}
            label={label}
            keys={keys}
            tabIndex={-1}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => mark(sign)}
          />
        ))}
        <EmojiButton area={area} />
        <IconButton
          icon={AtSign}
          label="Mention somebody"
          tabIndex={-1}
          onPointerDown={(event) => event.preventDefault()}
          onClick={name}
        />
        <span className={css.hint}>
          {kept ? <Kbd keys="Enter" /> : 'This browser keeps no drafts.'}
          {kept && ' sends'}
        </span>
        <IconButton
          icon={SendHorizontal}
          label="Send"
          className={cx(css.send, text.trim() !== '' && css.ready)}
          disabled={text.trim() === ''}
          onPointerDown={(event) => event.preventDefault()}
          onClick={send}
        />
      </div>
    </div>
  )
}
