import type { SpaceId } from '@weft/space'
import type { AuditEntry } from '@weft/space/audit'
import type { Change } from '../people/book.ts'
import type { Kind } from '../people/schema.ts'
import { Batch, type Before } from './batch.ts'
import type { Doer } from './doer.ts'
import { deviceLine, identityLine, passkeyLine, personLine } from './of-people.ts'
import { amnestyLine, linkLine, roleLine, spaceLine, tokenLine } from './of-spaces.ts'

/** Where a line stands: with its space, or with those of the whole server. */
export type Scope = SpaceId | 'server'
export interface Placed {
  readonly scope: Scope
  readonly entry: AuditEntry
}
export type What = AuditEntry extends infer E
  ? E extends AuditEntry
    ? Omit<E, 'at' | 'by' | 'from'>
    : never
  : never
/** A line before it is known who did it. */
export interface Line {
  readonly scope: Scope
  readonly what: What
}
export type ChangeOf<K extends Kind> = Extract<Change, { readonly kind: K }>

/**
 * What a batch of changes means, read off the changes themselves, before they are applied: so that no way of doing
 * something, of today or of tomorrow, can leave its line out. What only follows from something else has none of its own.
 */
export function linesOf(book: Before, changes: readonly Change[], doer: Doer, at: number): readonly Placed[] {
  const batch = new Batch(book, changes, at)
  const by = doer.by ?? batch.newcomer
  const placed: Placed[] = []
  for (const change of changes) {
    const line = lineOf(batch, change)
    if (line === null) continue
    const maker = change.kind === 'space' && line.what.what === 'spaceMade' ? change.value?.by : undefined
    const known = by === 'server' || by === null ? (maker ?? by) : by
    placed.push({ scope: line.scope, entry: { at, from: doer.from, by: known, ...line.what } as AuditEntry })
  }
  return placed
}

function lineOf(batch: Batch, change: Change): Line | null {
  switch (change.kind) {
    case 'person':
      return personLine(batch, change)
    case 'device':
      return deviceLine(batch, change)
    case 'identity':
      return identityLine(batch, change)
    case 'passkey':
      return passkeyLine(batch, change)
    case 'space':
      return spaceLine(batch, change)
    case 'role':
      return roleLine(batch, change)
    case 'token':
      return tokenLine(batch, change)
    case 'invitation':
      return linkLine(batch, change)
    case 'amnesty':
      return amnestyLine(batch, change)
    case 'signedOut':
    case 'former':
    case 'picture':
    case 'dropping':
    case 'setting':
      return null
  }
}
