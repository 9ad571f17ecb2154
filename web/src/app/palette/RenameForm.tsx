import { type FormEvent, useState } from 'react'
import { Kbd } from '../../ui/Kbd.tsx'
import css from './Palette.module.css'

/** What gets another name, in the palette itself. */
export interface Renaming {
  readonly label: string
  readonly value: string
  readonly maxLength: number
  readonly keep: (name: string) => void
}

/** An emptied name keeps the old one, as where it stands. */
export function RenameForm({ what, onDone }: { readonly what: Renaming; readonly onDone: () => void }) {
  const [text, setText] = useState(what.value)
  const keep = (event: FormEvent): void => {
    event.preventDefault()
    const name = text.trim()
    if (name !== '' && name !== what.value) what.keep(name)
    onDone()
  }
  return (
    <form onSubmit={keep}>
      <p className={css.what}>{what.label}</p>
      <input
        className={css.input}
        aria-label={what.label}
        dir="auto"
        value={text}
        maxLength={what.maxLength}
        spellCheck={false}
        // biome-ignore lint/a11y/noAutofocus: reason: it takes the place of the field that had the focus
        autoFocus
        onFocus={(event) => event.target.select()}
        onChange={(event) => setText(event.target.value)}
      />
      <footer className={css.foot}>
        <span>
          <Kbd keys="Enter" /> renames
        </span>
        <span>
          <Kbd keys="Esc" /> goes back
        </span>
      </footer>
    </form>
  )
}
