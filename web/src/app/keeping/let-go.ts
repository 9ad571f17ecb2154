import type { PersonId, SpaceId } from '@weft/space'
import type { SpaceSession } from '../../sync/contract.ts'
import { copiesOf, removeCopy } from '../dialogs/device-copies.ts'
import type { OpenSpaces } from '../open-spaces.ts'

/**
 * Takes the copies of `gone` spaces off this device. One with work that the server doesn't have is opened instead: then the
 * server says for itself that the space is gone, and the work is put aside. `here` sees to itself.
 * @returns the spaces of which something is left, for its person alone to delete.
 */
export async function letGo(
  person: PersonId,
  gone: readonly SpaceId[],
  spaces: Pick<OpenSpaces, 'take'>,
  here: SpaceId | null,
  factory: IDBFactory = indexedDB,
): Promise<readonly SpaceId[]> {
  const left: SpaceId[] = []
  for (const { name, space, unsaved } of await copiesOf(person, factory)) {
    if (space === here || !gone.includes(space)) continue
    if (unsaved === 0) {
      await removeCopy(name, factory)
      continue
    }
    left.push(space)
    const { open, leave } = spaces.take(space)
    settled(open.session).then(leave, leave)
  }
  return left
}

/** Resolves when the server has said its last word to a session, and its work is put aside. */
const settled = ({ link, keeping }: SpaceSession): Promise<void> =>
  new Promise((resolve) => {
    const leaves: (() => void)[] = []
    const look = (): void => {
      if (link.get().state !== 'stopped' || keeping.get().unsaved > 0) return
      for (const leave of leaves) leave()
      resolve()
    }
    leaves.push(link.subscribe(look), keeping.subscribe(look))
    look()
  })
