/**
 * Close codes in two bands. 4400–4499: stop and tell the user; trying again changes nothing. Everything else: try again,
 * with full jitter. (An unmodified y-websocket client stops for good on 4400–4499 too, since 3.1.)
 */
export const Close = {
  /** The bytes were not a message of this protocol: damaged, a text frame, an unknown type, or out of bounds. */
  badFrame: 4400,
  /** No device cookie, or one that this server doesn't know; or a token that is unknown, expired or revoked. */
  unauthenticated: 4401,
  /** The web page that opened the socket is not one of this server's addresses. */
  foreignOrigin: 4402,
  /** No role in this space, or there is no such space: the same answer for both. */
  noSuchSpace: 4403,
  /** A write by a viewer, or as somebody else. */
  refused: 4404,
  /** A message, a document or a count above a limit. */
  tooLarge: 4413,
  /** The space was deleted, or this person was removed from it. */
  spaceGone: 4410,
  /** This client is older than the server speaks with: reload. */
  reload: 4426,
  /** The server is going down, restarting or unloading the space; come back. */
  goingAway: 4503,
  /** The reader fell behind the hard outbound mark; come back and get one difference. */
  tooSlow: 4508,
  /** The space can't store right now (disk full, I/O error); nothing was acknowledged that isn't stored. Come back. */
  storage: 4507,
  /** No answer for too long. */
  timeout: 4504,
  /** Too many connections or frames at once; come back. */
  busy: 4529,
} as const
export type CloseCode = (typeof Close)[keyof typeof Close]

/** Whether a client must stop after this close code and tell its user why. */
export const isFinal = (code: number): boolean => code >= 4400 && code <= 4499
