/** Names in a list of who reacted, before it says only how many more. */
const NAMED = 12
/** Kinds of reactions that are drawn below one message. */
export const SHOWN = 24

/** As in "Anna, Ben and you". `me`: whether that is so. */
export function whoText(names: readonly string[], me: boolean): string {
  const shown = names.slice(0, NAMED)
  const more = names.length - shown.length
  const all = [...shown, ...(more > 0 ? [`${more} more`] : []), ...(me ? ['you'] : [])]
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
}
