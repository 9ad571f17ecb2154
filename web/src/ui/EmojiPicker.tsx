import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import css from './EmojiPicker.module.css'

const EMOJI =
  '📋 📝 📌 📎 📚 📖 📈 📅 🗓️ ✅ 💡 ⭐ 🔥 🎯 🚀 🧭 🧵 🧶 🪡 🎨 🖼️ 🎬 🎵 🎉 🏠 🏢 🏗️ 🏔️ 🏖️ ⚓ 🚲 🚆 ✈️ 🌍 🌱 🌸 🍂 ☕ 🥐 🍞 🍽️ 🍷 🥕 🐟 🪑 🛒 🧾 💰 💶 🧪 🔬 🩺 🧹 🔧 🪛 🔑 🔒 💻 📱 🖨️ 📷 ✉️ 📣 💬 ❤️ 🤝 👋 🙌 👀 🧑‍🍳 🧑‍💻 🐈'.split(
    ' ',
  )

/** Some emoji to choose from, and a field for any other. Load it lazily. */
export default function EmojiPicker({
  value,
  onPick,
}: {
  readonly value: string | null
  readonly onPick: (emoji: string | null) => void
}) {
  const [other, setOther] = useState('')
  // One stop of the tab key, and the arrows from there.
  const [at, setAt] = useState(() => Math.max(0, EMOJI.indexOf(value ?? '')))
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
        {EMOJI.map((emoji, i) => (
          <button
            key={emoji}
            type="button"
            className={css.one}
            aria-pressed={emoji === value}
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
          if (other.trim() !== '') onPick(other.trim())
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
