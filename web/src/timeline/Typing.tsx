import { useHere } from '../presence/hooks.ts'
import { typingText } from '../presence/words.ts'
import css from './TimelinePane.module.css'

/** Who else is writing a message now. Its line is always there: what comes and goes mustn't push the box about. */
export function Typing() {
  const here = useHere()
  const text = typingText(here.filter((one) => one.typing).map((one) => one.name))
  return (
    <div className={css.typing} data-testid="typing" aria-live="polite">
      {text !== '' && (
        <>
          <span className={css.dots} aria-hidden>
            <i />
            <i />
            <i />
          </span>
          {text}
        </>
      )}
    </div>
  )
}
