import { type Mention, mentionText } from '@weft/space'
import { FileText } from 'lucide-react'
import {
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { createPortal } from 'react-dom'
import { useLive } from '../../app/live.ts'
import { titleText, useNotes, useSpace } from '../../app/space.tsx'
import { Face } from '../../ui/Face.tsx'
import { ChosenMarks } from './ChosenMarks.tsx'
import { insert } from './insert.ts'
import css from './MentionList.module.css'
import { matches } from './matches.ts'
import { type Trigger, triggerAt } from './trigger.ts'
import type { Chosen } from './written.ts'

export interface MentionListProps {
  readonly area: RefObject<HTMLTextAreaElement | null>
  readonly text: string
  readonly chosen: readonly Chosen[]
  readonly onChoose: (one: Chosen) => void
}

interface Choice {
  readonly mention: Mention
  readonly glyph: ReactNode
  readonly hint: string | null
}

/** The people or notes to choose from while one types a name. The caret stays in the field, and so do all keys but a few. */
export default function MentionList({ area, text, chosen, onChoose }: MentionListProps) {
  const [trigger, dismiss] = useTrigger(area)
  const blank = useBlank(area)
  const named = trigger !== null && chosen.some(({ from, to }) => from <= trigger.from && trigger.from < to)
  const all = useChoices(trigger?.sign ?? null)
  const query = trigger?.query ?? ''
  const choices = useMemo(() => matches(all, ({ mention }) => mention.name, query), [all, query])
  const marks = chosen.length > 0 && <ChosenMarks area={area} text={text} chosen={chosen} />
  if (trigger === null || named || choices.length === 0) return marks
  const take = ({ mention }: Choice): void => {
    const field = area.current
    if (field === null) return
    const { sign, from } = trigger
    const words = sign + mention.name
    const to = from + 1 + query.length
    const before = /^\s/.test(field.value.slice(to))
    insert(field, before ? words : `${words} `, from, to)
    blank.current = before ? null : from + words.length
    onChoose({ from, to: from + words.length, notation: mentionText(mention) })
  }
  const list = createPortal(
    <Choices
      key={trigger.sign + query}
      area={area}
      label={trigger.sign === '@' ? 'People' : 'Notes'}
      choices={choices}
      onTake={take}
      onDismiss={dismiss}
    />,
    document.body,
  )
  return (
    <>
      {marks}
      {list}
    </>
  )
}

/** The name that is being typed in a field; and a way to have none until another is begun. */
function useTrigger(area: RefObject<HTMLTextAreaElement | null>): readonly [Trigger | null, () => void] {
  const [trigger, setTrigger] = useState<Trigger | null>(() => triggerIn(area.current))
  const dismissed = useRef<number | null>(null)
  useEffect(() => {
    const field = area.current
    if (field === null) return
    const aborter = new AbortController()
    const { signal } = aborter
    const look = (): void => {
      const next = triggerIn(field)
      if (next?.from !== dismissed.current) dismissed.current = null
      setTrigger(dismissed.current === null ? next : null)
    }
    const typed = (event: Event): void => {
      // A word that is still being composed is nobody's name yet.
      if (event instanceof InputEvent && event.isComposing) setTrigger(null)
      else look()
    }
    field.addEventListener('input', typed, { signal })
    field.addEventListener('compositionend', look, { signal })
    field.addEventListener('blur', () => setTrigger(null), { signal })
    // To go elsewhere closes it, and to come by opens nothing.
    const moved = () => setTrigger((now) => (now === null ? null : triggerIn(field)))
    document.addEventListener('selectionchange', moved, { signal })
    return () => aborter.abort()
  }, [area])
  const dismiss = (): void => {
    dismissed.current = trigger?.from ?? null
    setTrigger(null)
  }
  return [trigger, dismiss]
}

/** Behind what ends a word, or a mark that closes, no blank stands. */
const CLOSES = /^[,.;:!?)\]}…'’"”*_~]$/

/** Where a blank stands that was put behind a name: a comma that comes next takes its place. */
function useBlank(area: RefObject<HTMLTextAreaElement | null>): RefObject<number | null> {
  const blank = useRef<number | null>(null)
  useEffect(() => {
    const field = area.current
    if (field === null) return
    const type = (event: InputEvent): void => {
      const at = blank.current
      blank.current = null
      if (at === null || event.isComposing || event.inputType !== 'insertText') return
      if (field.selectionStart !== at + 1 || field.selectionEnd !== at + 1 || field.value[at] !== ' ') return
      if (!CLOSES.test(event.data ?? '')) return
      event.preventDefault()
      insert(field, event.data ?? '', at, at + 1)
    }
    field.addEventListener('beforeinput', type)
    return () => field.removeEventListener('beforeinput', type)
  }, [area])
  return blank
}

const triggerIn = (field: HTMLTextAreaElement | null): Trigger | null =>
  field === null || field !== document.activeElement || field.selectionStart !== field.selectionEnd
    ? null
    : triggerAt(field.value, field.selectionStart)

/** Everybody in the space by name, oneself last; or its notes in their order. */
function useChoices(sign: Mention['sign'] | null): readonly Choice[] {
  const { session, me } = useSpace()
  const people = useLive(session.people)
  const notes = useNotes()
  return useMemo(() => {
    if (sign === '#')
      return notes
        .filter((note) => !note.archived)
        .map((note) => ({
          mention: { sign, id: note.id, name: titleText(note) },
          glyph: note.icon ?? <FileText size={15} strokeWidth={1.75} />,
          hint: null,
        }))
    if (sign === null) return []
    const others = [...people.values()].filter((one) => one.gone !== true && one.id !== me.id)
    return [...others.toSorted((a, b) => a.name.localeCompare(b.name)), me].map((one) => ({
      mention: { sign, id: one.id, name: one.name },
      glyph: <Face person={one} size={20} />,
      hint: one.id === me.id ? 'you' : null,
    }))
  }, [sign, people, notes, me])
}

interface ChoicesProps {
  readonly area: RefObject<HTMLTextAreaElement | null>
  readonly label: string
  readonly choices: readonly Choice[]
  readonly onTake: (choice: Choice) => void
  readonly onDismiss: () => void
}

function Choices({ area, label, choices, onTake, onDismiss }: ChoicesProps) {
  const id = useId()
  const list = useRef<HTMLDivElement | null>(null)
  const [at, setAt] = useState(0)

  // Before the field's own keys: those that mean the list don't send the message, nor give up an edit.
  useEffect(() => {
    const field = area.current
    const press = (event: KeyboardEvent): void => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
      const choice = choices[at]
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? choices.length - 1 : 0
      if (step !== 0) setAt((at + step) % choices.length)
      else if (event.key === 'Escape') onDismiss()
      else if ((event.key === 'Enter' || event.key === 'Tab') && choice !== undefined) onTake(choice)
      else return
      event.preventDefault()
      event.stopPropagation()
    }
    field?.addEventListener('keydown', press)
    return () => field?.removeEventListener('keydown', press)
  })

  useEffect(() => {
    // The list isn't focused, so the field that is says which entry is meant.
    const field = area.current
    field?.setAttribute('aria-controls', id)
    field?.setAttribute('aria-activedescendant', `${id}-${at}`)
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' })
    return () => {
      field?.removeAttribute('aria-controls')
      field?.removeAttribute('aria-activedescendant')
    }
  }, [area, id, at])

  useLayoutEffect(() => {
    const place = (): void => {
      const box = area.current?.parentElement?.getBoundingClientRect()
      const own = list.current
      if (box === undefined || own === null) return
      const above = box.top > own.offsetHeight + 8 || box.top > innerHeight - box.bottom
      own.style.left = `${box.left}px`
      own.style.maxWidth = `${box.width}px`
      own.style.bottom = above ? `${innerHeight - box.top + 4}px` : 'auto'
      own.style.top = above ? 'auto' : `${box.bottom + 4}px`
    }
    place()
    addEventListener('resize', place)
    addEventListener('scroll', place, { capture: true, passive: true })
    return () => {
      removeEventListener('resize', place)
      removeEventListener('scroll', place, { capture: true })
    }
  })

  return (
    <div ref={list} id={id} className={css.list} role="listbox" aria-label={label}>
      {choices.map((choice, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: reason: the keys go to the field, which keeps the focus
        <div
          key={choice.mention.id}
          id={`${id}-${index}`}
          className={css.item}
          role="option"
          aria-selected={index === at}
          tabIndex={-1}
          onPointerMove={() => setAt(index)}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(choice)}
        >
          <span className={css.glyph} aria-hidden>
            {choice.glyph}
          </span>
          <span className={css.name} dir="auto">
            {choice.mention.name}
          </span>
          {choice.hint !== null && <span className={css.hint}>{choice.hint}</span>}
        </div>
      ))}
    </div>
  )
}
