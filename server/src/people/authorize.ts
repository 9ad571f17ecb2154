import type { Role, SpaceId } from '@weft/space'

/** What somebody may reach: their roles, and, for a token, the one space and the highest role it was made for. */
export interface Grants {
  readonly roles: ReadonlyMap<SpaceId, Role>
  readonly scope: { readonly space: SpaceId; readonly role: Role } | null
  /** Nobody writes in an archived space, nor invites into it. */
  archived(space: SpaceId): boolean
}

/** `read`: open it and be seen. `write`: change it. `leave`: give one's role back. `invite`: hand out links. `manage`: change roles, make tokens. */
export type Action = 'read' | 'write' | 'leave' | 'invite' | 'manage'

const ALLOWED: Readonly<Record<Action, readonly Role[]>> = {
  read: ['owner', 'member', 'viewer'],
  write: ['owner', 'member'],
  leave: ['owner', 'member', 'viewer'],
  invite: ['owner', 'member'],
  manage: ['owner'],
}
const RANK: Readonly<Record<Role, number>> = { viewer: 0, member: 1, owner: 2 }

/** The role that somebody has; in an archived space it counts as a viewer's (`roleNow`). Null when there is none, or when a token was made for another space. */
export function effectiveRole(who: Grants | null, space: SpaceId): Role | null {
  const role = who?.roles.get(space)
  if (who === null || role === undefined) return null
  if (who.scope === null) return role
  if (who.scope.space !== space) return null
  return lower(role, who.scope.role)
}

/** The one judge, for HTTP and sockets alike. Whatever isn't named above is denied. Programs read and write, no more. */
export function authorize(who: Grants | null, space: SpaceId, action: Action): boolean {
  const role = effectiveRole(who, space)
  if (who === null || role === null) return false
  if (who.scope !== null && action !== 'read' && action !== 'write') return false
  if ((action === 'write' || action === 'invite') && who.archived(space)) return false
  return ALLOWED[action].includes(role)
}

/** A role as it counts now. */
export const roleNow = (role: Role, archived: boolean): Role => (archived ? 'viewer' : role)

/** Making a new space belongs to no space: every person may, no program does. */
export const mayCreateSpace = (who: Grants | null): boolean => who !== null && who.scope === null

const lower = (a: Role, b: Role): Role => (RANK[a] <= RANK[b] ? a : b)
export const atLeast = (role: Role | null, wanted: Role): boolean =>
  role !== null && RANK[role] >= RANK[wanted]
