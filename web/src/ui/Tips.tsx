import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import css from './Tips.module.css'

interface Tip {
  readonly anchor: Element
  readonly text: string
  readonly keys: string | null
}

/** Milliseconds of rest on a control before its tip shows; the next one comes at once while one is up. */
const REST = 450

/**
 * One tooltip layer for the whole page: whatever carries `data-tip` gets one, by pointer or keyboard. A component for
 * each would cost 19 kB gzipped and a subscription per button. The control's own name is what is read out, so this is hidden from readers.
 */
export function Tips() {
  const [tip, setTip] = useState<Tip | null>(null)
  const box = useRef<HTMLDivElement | null>(null)

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let shown = false
    /** What was pressed needs no word about it until the pointer comes to it anew. */
    let pressed: Element | null = null
    const hide = (): void => {
      clearTimeout(timer)
      shown = false
      setTip(null)
    }
    const offer = (target: EventTarget | null, wait: number): void => {
      const anchor = target instanceof Element ? target.closest('[data-tip]') : null
      clearTimeout(timer)
      if (anchor === null) {
        if (shown) timer = setTimeout(hide, 60)
        return
      }
      const show = (): void => {
        const text = anchor.getAttribute('data-tip')
        if (
          text === null ||
          text === '' ||
          !anchor.isConnected ||
          anchor.getAttribute('aria-expanded') === 'true'
        )
          return
        shown = true
        setTip({ anchor, text, keys: anchor.getAttribute('data-tip-keys') })
      }
      timer = setTimeout(show, shown ? 0 : wait)
    }
    const press = (event: PointerEvent): void => {
      pressed = event.target instanceof Element ? event.target.closest('[data-tip]') : null
      hide()
    }
    const over = (event: PointerEvent): void => {
      const anchor = event.target instanceof Element ? event.target.closest('[data-tip]') : null
      if (anchor !== null && anchor === pressed) return
      if (anchor !== null) pressed = null
      if (event.pointerType === 'mouse') offer(event.target, REST)
    }
    const focus = (event: FocusEvent): void => {
      if (event.target instanceof Element && event.target.matches(':focus-visible')) offer(event.target, REST)
    }
    const aborter = new AbortController()
    const options = { signal: aborter.signal, capture: true, passive: true }
    document.addEventListener('pointerover', over, options)
    document.addEventListener('focusin', focus, options)
    document.addEventListener('pointerdown', press, options)
    for (const end of ['focusout', 'keydown', 'scroll', 'wheel'])
      document.addEventListener(end, hide, options)
    return () => {
      aborter.abort()
      clearTimeout(timer)
    }
  }, [])

  useLayoutEffect(() => {
    if (tip === null || box.current === null) return
    const at = tip.anchor.getBoundingClientRect()
    const own = box.current.getBoundingClientRect()
    const below = at.bottom + 6
    const top = below + own.height > innerHeight - 4 ? at.top - own.height - 6 : below
    const left = Math.max(6, Math.min(at.left + at.width / 2 - own.width / 2, innerWidth - own.width - 6))
    box.current.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`
  }, [tip])

  if (tip === null) return null
  return (
    <div ref={box} className={css.tip} aria-hidden>
      {tip.text}
      {tip.keys !== null && <span className={css.keys}>{tip.keys}</span>}
    </div>
  )
}
