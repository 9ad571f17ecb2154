import { createHash } from 'node:crypto'
import { token } from '@weft/space'

/** SHA-256 of a secret, as base64url: all that is stored of it, and the key that it is found by. */
export type SecretHash = string

/** 256 random bits as base64url (43 characters), told once to whom it belongs. */
export const newSecret = (random: (bytes: Uint8Array) => void): string => token(32, random)

/** Whether it is as long as one of ours, and of the same letters: what was cut off on its way isn't. */
export const isSecret = (text: string): boolean => /^[\w-]{43}$/.test(text)

/** API tokens carry a prefix, so that scanners for leaked secrets can recognise them. */
const TOKEN_PREFIX = 'weft_'
export const newToken = (random: (bytes: Uint8Array) => void): string => TOKEN_PREFIX + newSecret(random)

/**
 * A plain hash is enough: the secrets are 256 random bits, so there is nothing to guess, and looking a hash up in a map
 * tells a stranger nothing about the secret by its timing.
 */
export const hashOf = (secret: string): SecretHash => createHash('sha256').update(secret).digest('base64url')
