import type { EditorThemeClasses } from 'lexical'
import css from './Content.module.css'

/** Only what an element alone can't say: bold, italic and code have elements of their own. */
const theme: EditorThemeClasses = {
  text: {
    underline: css.underline ?? '',
    strikethrough: css.strike ?? '',
    underlineStrikethrough: css.both ?? '',
    code: css.inlineCode ?? '',
  },
}
export default theme
