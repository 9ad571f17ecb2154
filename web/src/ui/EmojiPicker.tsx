import { useState } from 'react'
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
  return (
    <div className={css.picker}>
      <div className={css.grid}>
        {EMOJI.map((emoji) => (
          <button
            key={emoji}
            type="button"
            className={css.one}
            aria-pressed={emoji === value}
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
