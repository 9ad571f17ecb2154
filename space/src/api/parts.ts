import { z } from 'zod/mini'
import { isPlainName, LONGEST_NAME, plainBlanks } from '../names.ts'

/**
 * A shape that the app never checks. Bundlers take the checks of a schema for effects and would keep it, in the first load: of this
 * function they are told that it has none.
 */
/* @__NO_SIDE_EFFECTS__ */
export function forServer<T>(make: () => T): T {
  return make()
}

/** Composed, with plain blanks, trimmed, 1 to 80 characters, all of them to be seen; any script and emoji. */
export const nameSchema = forServer(() =>
  z.string().check(
    z.normalize('NFC'),
    z.overwrite(plainBlanks),
    z.trim(),
    z.minLength(1, 'a name is needed'),
    // As cleanName and browsers count: zod's own maxLength counts an emoji once.
    z.refine((name) => name.length <= LONGEST_NAME, `at most ${LONGEST_NAME} characters`),
    z.refine(isPlainName, 'control and invisible characters are not allowed'),
  ),
)

/** What a link or a token may give away; ownership is never handed out by a secret. */
export const lentRoleSchema = z.enum(['member', 'viewer'])
