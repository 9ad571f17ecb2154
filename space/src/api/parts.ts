import { z } from 'zod/mini'

/** Trimmed, 1 to 80 characters, without control or invisible direction characters; any script and emoji. */
export const nameSchema = z
  .string()
  .check(
    z.trim(),
    z.minLength(1, 'a name is needed'),
    z.maxLength(80, 'at most 80 characters'),
    z.regex(
      /^[^\p{Cc}\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]*$/u,
      'control characters are not allowed',
    ),
  )

/** What a link or a token may give away; ownership is never handed out by a secret. */
export const lentRoleSchema = z.enum(['member', 'viewer'])
