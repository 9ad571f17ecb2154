import { isPersonId, type PersonId, type SpaceId } from '@weft/space'
import type { AuditEntry, AuditPage } from '@weft/space/audit'
import type { Book } from '../people/book.ts'
import { type Journal, type Known, newestFirst } from './journal.ts'

const LINES = 50

/**
 * What a space's owners see: its own lines, and when those who belong to it signed in or out. Where from, and on what, is for
 * an owner of the server alone (`whole`): anybody may own a space.
 */
export async function auditPage(
  journal: Journal,
  book: Pick<Book, 'get' | 'rolesIn'>,
  space: SpaceId,
  { before, whole }: { readonly before: string | null; readonly whole: boolean },
): Promise<AuditPage> {
  const roles = book.rolesIn(space)
  const comings = (await journal.read('server'))
    .filter((line) => line.what === 'signedIn' || line.what === 'signedOut')
    .filter(({ person }) => roles.has(person))
  const lines = [...(await journal.read(space)), ...comings].sort(newestFirst)
  return paged(whole ? lines : lines.map(placeless), book, before)
}

function placeless(line: Known): Known {
  const { device: _, ...rest } = 'device' in line ? line : { ...line, device: undefined }
  return { ...rest, from: null }
}

/** What an owner of the server sees: all that belongs to no space, with the addresses. */
export const serverPage = async (
  journal: Journal,
  book: Pick<Book, 'get'>,
  before: string | null,
): Promise<AuditPage> => paged(await journal.read('server'), book, before)

function paged(lines: readonly Known[], book: Pick<Book, 'get'>, before: string | null): AuditPage {
  const from = before === null ? 0 : lines.findIndex((line) => line.place < before)
  const shown = from < 0 ? [] : lines.slice(from, from + LINES)
  const last = shown.at(-1)
  const more = last !== undefined && lines.at(-1) !== last
  const entries = shown.map(({ scope: _scope, place: _place, ...entry }): AuditEntry => entry)
  return { entries, names: namesIn(book, entries), next: more ? last.place : null }
}

/** Today's names of the people in some lines. */
export function namesIn(book: Pick<Book, 'get'>, entries: readonly AuditEntry[]): AuditPage['names'] {
  const ids = new Set<PersonId>()
  for (const entry of entries) {
    if (isPersonId(entry.by)) ids.add(entry.by)
    if ('person' in entry) ids.add(entry.person)
  }
  return [...ids].map((id) => ({ id, name: book.get('person', id)?.name ?? 'somebody' }))
}
