import type { Invitation } from './schema.ts'

export type LinkProblem = 'link_unknown' | 'link_used' | 'link_expired'

/** Whether a link still opens; decided from the record and the time alone. */
export function judgeLink(invitation: Invitation | undefined, now: number): 'good' | LinkProblem {
  if (invitation === undefined) return 'link_unknown'
  if (invitation.left !== null && invitation.left <= 0) return 'link_used'
  if (invitation.expires !== null && now >= invitation.expires) return 'link_expired'
  return 'good'
}

/** The record after one use. */
export function used<T extends Invitation>(invitation: T): T {
  return invitation.left === null ? invitation : { ...invitation, left: invitation.left - 1 }
}
