import { useLayoutEffect, useRef } from 'react'
import { Button } from '../../ui/Button.tsx'
import { fitHeight } from '../composer/fit-height.ts'
import { Mentions } from '../mentions/Mentions.tsx'
import { useWritten } from '../mentions/use-written.ts'
import css from './EditingMessage.module.css'

/** An own message being edited where it stands: Enter saves, Escape gives up. */
export default function EditingMessage({
  text,
  onDone,
}: {
  readonly text: string
  readonly onDone: (text: string | null) => void
}) {
  const { text: value, chosen, message, change, choose } = useWritten(() => text)
  const area = useRef<HTMLTextAreaElement | null>(null)
  useLayoutEffect(() => {
    const field = area.current
    if (field === null) return
    field.focus()
    field.setSelectionRange(field.value.length, field.value.length)
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: the height follows the text
  useLayoutEffect(() => {
    if (area.current !== null) fitHeight(area.current)
  }, [value])
  const save = (): void => {
    const next = message()
    onDone(next.trim() !== '' && next !== text ? next.trim() : null)
  }
  return (
    <div className={css.editor}>
      <textarea
        ref={area}
        className={css.area}
        dir="auto"
        aria-label="Edit message"
        rows={1}
        value={value}
        onChange={({ target }) => change(target.value, target.selectionEnd)}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') onDone(null)
          if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault()
            save()
          }
        }}
      />
      <Mentions area={area} text={value} chosen={chosen} onChoose={choose} />
      <div className={css.foot}>
        <span className={css.hint}>Enter saves, Escape gives up</span>
        <Button size="s" look="quiet" onClick={() => onDone(null)}>
          Cancel
        </Button>
        <Button size="s" look="primary" disabled={value.trim() === ''} onClick={save}>
          Save
        </Button>
      </div>
    </div>
  )
}
