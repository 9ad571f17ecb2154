import css from './Kbd.module.css'
import { keysText } from './keys.ts'

/** A shortcut as printed on the keys; `keys` as in `Mod+K`. */
export const Kbd = ({ keys }: { readonly keys: string }) => <kbd className={css.kbd}>{keysText(keys)}</kbd>
