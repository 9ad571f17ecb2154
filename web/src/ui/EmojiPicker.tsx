import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import css from './EmojiPicker.module.css'

const EMOJI =
  '📋 📝 📌 📎 📚 📖 📈 📅 🗓️ ✅ 💡 ⭐ 🔥 🎯 🚀 🧭 🧵 🧶 🪡 🎨 🖼️ 🎬 🎵 🎉 🏠 🏢 🏗️ 🏔️ 🏖️ ⚓ 🚲 🚆 ✈️ 🌍 🌱 🌸 🍂 ☕ 🥐 🍞 🍽️ 🍷 🥕 🐟 🪑 🛒 🧾 💰 💶 🧪 🔬 🩺 🧹 🔧 🪛 🔑 🔒 💻 📱 🖨️ 📷 ✉️ 📣 💬 ❤️ 🤝 👋 🙌 👀 🧑‍🍳 🧑‍💻 🐈'.split(
    ' ',
  )

interface EmojiPickerProps {
  readonly value: string | null
  readonly onPick: (emoji: string | null) => void
  /** What there is to choose from; when not said, what suits as an icon. */
  readonly choice?: readonly string[]
  /** Those that are chosen, where more than one can be. */
  readonly chosen?: readonly string[]
  /** What of the typed text is picked; null when nothing of it will do. */
  readonly read?: (typed: string) => string | null
}

const trimmed = (typed: string): string | null => typed.trim() || null

/** Some emoji to choose from, and a field for any other. Load it lazily. */
export default function EmojiPicker({
  value,
  onPick,
  choice = EMOJI,
  chosen = [],
  read = trimmed,
}: EmojiPickerProps) {
  const [other, setOther] = useState('')
  const typed = read(other)
  // One stop of the tab key, and the arrows from there.
  const [at, setAt] = useState(() => Math.max(0, choice.indexOf(value ?? '')))
  const grid = useRef<HTMLDivElement | null>(null)
  useEffect(() => grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus(), [])
  const press = (event: KeyboardEvent<HTMLDivElement>): void => {
    const cells = [...event.currentTarget.children].filter((cell) => cell instanceof HTMLElement)
    const top = cells[0]?.offsetTop
    const wide = cells.findIndex((cell) => cell.offsetTop !== top)
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: wide,
      ArrowUp: -wide,
    }
    const next = cells[at + (steps[event.key] ?? 0)]
    if (!(event.key in steps)) return
    event.preventDefault()
    next?.focus()
  }
  return (
    <div className={css.picker}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: reason: the arrows move among the buttons in it */}
      <div ref={grid} className={css.grid} onKeyDown={press}>
        {choice.map((emoji, i) => (
          <button
            key={emoji}
            type="button"
            className={css.one}
            aria-pressed={emoji === value || chosen.includes(emoji)}
            tabIndex={i === at ? 0 : -1}
            onFocus={() => setAt(i)}
            onClick={() => onPick(emoji)}
          >
            {emoji}
          </button>
        ))}
      </div>
      <form
        className={css.foot}
        onSubmit={(event) => {
          event.preventDefault()
          if (typed !== null) onPick(typed)
        }}
      >
        <input
          className={css.field}
          aria-label="Another emoji"
          placeholder="Another one"
          value={other}
          maxLength={16}
          onChange={(event) => setOther(event.target.value)}
        />
        {value !== null && (
          <button type="button" className={css.none} onClick={() => onPick(null)}>
            Remove
          </button>
        )}
      </form>
    </div>
  )
}
