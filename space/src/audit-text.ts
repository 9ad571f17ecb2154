import type { AuditEntry, Way } from './audit.ts'
import type { PersonId } from './ids.ts'

const BY: Readonly<Record<Way, string>> = {
  invitation: ' by an invitation',
  ownerLink: ' by a link for an owner of the server',
  deviceLink: ' by a link from another device',
  passkey: ' by a passkey',
  account: ' by an account elsewhere',
}
const on = ({ device }: { readonly device?: string | undefined }): string =>
  device === undefined ? '' : ` (${device})`
const utcText = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`

const ROLE = { owner: 'an owner', member: 'a member', viewer: 'a viewer' } as const

/** A line as a sentence without its time. `nameOf`: of a person. `timeOf`: a moment, ms since 1970. */
export function auditText(
  entry: AuditEntry,
  nameOf: (id: PersonId) => string,
  timeOf: (at: number) => string = utcText,
): string {
  const by = byText(entry, nameOf)
  switch (entry.what) {
    case 'signedIn':
      return `${nameOf(entry.person)} signed in${entry.way === undefined ? '' : BY[entry.way]}${on(entry)}`
    case 'signedOut':
      return entry.by === entry.person
        ? `${by} signed out${on(entry)}`
        : `${by} signed ${nameOf(entry.person)} out${on(entry)}`
    case 'serverOwner':
      return `${nameOf(entry.person)} became an owner of this server`
    case 'accountLinked':
      return `${nameOf(entry.person)} linked an account to sign in with`
    case 'accountUnlinked':
      return `${nameOf(entry.person)} unlinked an account to sign in with`
    case 'passkeyAdded':
      return `${nameOf(entry.person)} added a passkey`
    case 'passkeyRemoved':
      return `${nameOf(entry.person)} removed a passkey`
    case 'deviceLinkMade':
      return `${nameOf(entry.person)} made a link to sign in on another device`
    case 'role':
      return roleText(entry, by, nameOf)
    case 'linkMade':
      return entry.role === 'owner'
        ? `${by} made a link for an owner of this server (${entry.link})`
        : `${by} made a link for ${entry.uses === null ? 'any number of' : entry.uses} ${entry.role}${entry.uses === 1 ? '' : 's'} (${entry.link})`
    case 'linkEnded':
      return `${by} ended the link ${entry.link}`
    case 'tokenMade':
      return `${by} made a token for “${nameOf(entry.person)}”, ${ROLE[entry.role]} (${entry.token})`
    case 'tokenEnded':
      return entry.by === 'server'
        ? `The token for “${nameOf(entry.person)}” ran out (${entry.token})`
        : `${by} revoked the token for “${nameOf(entry.person)}” (${entry.token})`
    case 'spaceMade':
      return `${by} made this space`
    case 'spaceArchived':
      return `${by} archived the space`
    case 'spaceRestored':
      return `${by} brought the space back from the archive`
    case 'spaceDeleted':
      return `${by} deleted the space ${entry.space} of ${entry.people} ${entry.people === 1 ? 'person' : 'people'}`
    case 'amnestyOpened':
      return `${by} opened an amnesty until ${timeOf(entry.until)}`
    case 'amnestyEnded':
      return `${by} ended the amnesty`
    case 'restored':
      return `${by} restored this server from a backup of ${entry.spaces} ${entry.spaces === 1 ? 'space' : 'spaces'}`
    case 'refused':
      return `Refused ${by}: ${entry.why}${entry.count > 1 ? ` (${entry.count} times)` : ''}`
  }
}

function roleText(
  entry: Extract<AuditEntry, { what: 'role' }>,
  by: string,
  nameOf: (id: PersonId) => string,
): string {
  const { person, role, before, link } = entry
  const self = entry.by === person
  const name = nameOf(person)
  if (role === null) return self ? `${name} left` : `${by} removed ${name} (was ${ROLE[before ?? 'viewer']})`
  if (link !== undefined) return `${name} joined as ${ROLE[role]} by the link ${link}`
  const was = before === null ? '' : ` (was ${ROLE[before]})`
  return self ? `${name} became ${ROLE[role]}${was}` : `${by} made ${name} ${ROLE[role]}${was}`
}

function byText({ what, by }: AuditEntry, nameOf: (id: PersonId) => string): string {
  if (by === 'operator') return 'The operator'
  if (by === 'server') return 'The server'
  if (by !== null) return nameOf(by)
  return what === 'refused' ? 'somebody unknown' : 'Somebody unknown'
}
