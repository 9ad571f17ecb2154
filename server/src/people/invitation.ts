import type { Invitation } from './schema.ts'
import { isSecret } from './secret.ts'

/** `link_mangled`: not the whole of any link of ours, whichever server it is from. */
export type LinkProblem = 'link_mangled' | 'link_unknown' | 'link_revoked' | 'link_used' | 'link_expired'

/** Whether a link still opens; decided from its secret, its record and the time alone. */
export function judgeLink(
  secret: string,
  invitation: Invitation | undefined,
  now: number,
): 'good' | LinkProblem {
  if (!isSecret(secret)) return 'link_mangled'
  return invitation === undefined ? 'link_unknown' : judgeRecord(invitation, now)
}

/** The same of a link whose secret nobody has shown. */
export function judgeRecord(
  { left, expires, ended }: Invitation,
  now: number,
): 'good' | Exclude<LinkProblem, 'link_mangled' | 'link_unknown'> {
  if (left !== null && left <= 0) return 'link_used'
  if (ended !== undefined) return 'link_revoked'
  if (expires !== null && now >= expires) return 'link_expired'
  return 'good'
}

/** The record after one use. */
export function used<T extends Invitation>(invitation: T): T {
  return invitation.left === null ? invitation : { ...invitation, left: invitation.left - 1 }
}
