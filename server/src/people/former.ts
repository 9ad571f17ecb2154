import { isPersonId } from '@weft/space'
import type { Book, Change } from './book.ts'

/** What follows from roles that come and go: whose devices are to let go of their copies when they ask again. */
export function formerChanges(book: Pick<Book, 'get'>, changes: readonly Change[], at: number): Change[] {
  const found: Change[] = []
  for (const { kind, key, value } of changes) {
    if (kind !== 'role') continue
    const person = key.split('/')[1]
    // A program keeps no copy that we could ask for: its token has ended.
    if (!isPersonId(person) || book.get('person', person)?.program !== false) continue
    if (value !== undefined && book.get('former', key) !== undefined)
      found.push({ kind: 'former', key, value: undefined })
    if (value === undefined && book.get('role', key) !== undefined)
      found.push({ kind: 'former', key, value: { at } })
  }
  return found
}
