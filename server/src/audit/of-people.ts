import { isPersonId } from '@weft/space'
import type { Batch } from './batch.ts'
import type { ChangeOf, Line, What } from './lines.ts'

const ofServer = (what: What): Line => ({ scope: 'server', what })

/** Somebody is now an owner of this server. What they are called, and in which colour, isn't on record. */
export function personLine({ book }: Batch, { key, value }: ChangeOf<'person'>): Line | null {
  const owner = value?.owner === true && book.get('person', key)?.owner !== true
  return owner && isPersonId(key) ? ofServer({ what: 'serverOwner', person: key }) : null
}

export function deviceLine({ book }: Batch, { key, value: after }: ChangeOf<'device'>): Line | null {
  const before = book.get('device', key)
  if (before === undefined && after !== undefined) {
    const { person, way, name: device } = after
    return ofServer({ what: 'signedIn', person, device, ...(way === undefined ? {} : { way }) })
  }
  if (before === undefined || after !== undefined) return null
  return ofServer({ what: 'signedOut', person: before.person, device: before.name })
}

export function identityLine({ book, people }: Batch, { key, value }: ChangeOf<'identity'>): Line | null {
  const before = book.get('identity', key)
  if (value === undefined)
    return before === undefined ? null : ofServer({ what: 'accountUnlinked', person: before.person })
  // Whoever comes for the first time signs in by it: that has its own line.
  if (before?.person === value.person || people.has(value.person)) return null
  return ofServer({ what: 'accountLinked', person: value.person })
}

export function passkeyLine({ book }: Batch, { key, value }: ChangeOf<'passkey'>): Line | null {
  const before = book.get('passkey', key)
  if (value === undefined)
    return before === undefined ? null : ofServer({ what: 'passkeyRemoved', person: before.person })
  // It is written again, too, each time that it signs in.
  return before === undefined ? ofServer({ what: 'passkeyAdded', person: value.person }) : null
}
