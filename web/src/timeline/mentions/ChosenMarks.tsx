import { type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react'
import css from './ChosenMarks.module.css'
import type { Written } from './written.ts'

interface ChosenMarksProps extends Written {
  readonly area: RefObject<HTMLTextAreaElement | null>
}

/** What decides where the letters of a field stand. One by one: browsers don't give shorthands of all that they know. */
const SHAPE = [
  'fontFamily',
  'fontSize',
  'fontStyle',
  'fontWeight',
  'fontFeatureSettings',
  'fontKerning',
  'letterSpacing',
  'lineHeight',
  'paddingTop',
  'paddingRight',
  'paddingBottom',
  'paddingLeft',
  'tabSize',
  'textAlign',
  'wordSpacing',
] as const

/** Lies over a field, which can't mark words itself, and tints those that name somebody or a note: the same text, unseen. */
export function ChosenMarks({ area, text, chosen }: ChosenMarksProps) {
  const box = useRef<HTMLDivElement | null>(null)
  useLayoutEffect(() => {
    const field = area.current
    const own = box.current
    if (field === null || own === null) return
    const place = (): void => {
      const style = getComputedStyle(field)
      for (const name of SHAPE) own.style[name] = style[name]
      own.style.left = `${field.offsetLeft}px`
      own.style.top = `${field.offsetTop}px`
      // Without its scroll bar, beside which the text stands.
      own.style.width = `${field.clientWidth}px`
      own.style.height = `${field.clientHeight}px`
      own.scrollTop = field.scrollTop
    }
    place()
    const sized = new ResizeObserver(place)
    sized.observe(field)
    field.addEventListener('scroll', place, { passive: true })
    return () => {
      sized.disconnect()
      field.removeEventListener('scroll', place)
    }
  })
  let at = 0
  const parts: ReactNode[] = []
  for (const { from, to } of chosen) {
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>)
    at = to
  }
  return (
    <div ref={box} className={css.marks} dir="auto" aria-hidden>
      {parts}
      {/* A line that has just begun has a height only with something in it. */}
      {`${text.slice(at)}\u200b`}
    </div>
  )
}
