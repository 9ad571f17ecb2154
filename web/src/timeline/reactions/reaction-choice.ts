/** What people answer with most. Eight of them stand first. */
const QUICK = ['👍', '❤️', '😂', '🎉', '👀', '✅', '🙏', '🔥']
const MORE =
  '😀 😊 😅 🤣 😍 🥳 😎 🤔 🙂 😉 😮 🤯 😢 😭 😬 🙄 😴 🤗 🤩 😇 👎 👏 🙌 🤝 💪 👋 ✌️ 🤞 👌 🫶 ☝️ ✍️ 💯 ⭐ ✨ 💡 🚀 🎯 🏆 💚 💙 💜 🧡 💔 ❓ ❗ ❌ ➕ ⏳ ☕ 🍰 🍕 🥂 🌱 🌸 ☀️ 🌧️ 🌈 🐈 🐟'.split(
    ' ',
  )

/** What there is to choose from; what this person used last comes first. */
export function choiceOf(used: readonly string[]): readonly string[] {
  const first = [...used, ...QUICK.filter((emoji) => !used.includes(emoji))].slice(0, QUICK.length)
  return [...first, ...[...QUICK, ...MORE].filter((emoji) => !first.includes(emoji))]
}

/** What was used last, as it is remembered: the newest first. */
export const usedWith = (used: readonly string[], emoji: string): readonly string[] =>
  [emoji, ...used.filter((one) => one !== emoji)].slice(0, QUICK.length)
export const usedText = (used: readonly string[]): string => used.join(' ')
export const readUsed = (text: string | null): readonly string[] =>
  (text ?? '').split(' ').flatMap((part) => oneEmoji(part) ?? [])

/** The first emoji in what somebody typed; null when there is none: words are no reaction. */
export function oneEmoji(typed: string): string | null {
  for (const { segment } of new Intl.Segmenter().segment(typed))
    if (/\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(segment)) return segment
  return null
}
