import type { PersonId, SpaceId } from '@weft/space'
import { forgetPictures } from '../../service-worker/pictures.ts'
import type { SpaceSession } from '../../sync/contract.ts'
import { Draft } from '../../timeline/composer/drafts.ts'
import type { NoticeBoard } from '../../ui/notices.ts'
import { copiesOf, removeCopy } from '../dialogs/device-copies.ts'
import type { OpenSpaces } from '../open-spaces.ts'
import { forgetPanes } from '../use-panes.ts'

interface LettingGo {
  readonly me: PersonId
  readonly gone: readonly SpaceId[]
  readonly spaces: Pick<OpenSpaces, 'take'>
  /** The space on the screen sees to itself. */
  readonly here: SpaceId | null
  readonly board: Pick<NoticeBoard, 'say'>
  readonly navigate: (address: string) => void
}

/**
 * Takes the copies of `gone` spaces off this device. One with work that the server doesn't have is opened instead: then the
 * server says for itself that the space is gone, and the work is put aside, for its person alone to delete.
 */
export async function letGo({ me, gone, spaces, here, board, navigate }: LettingGo): Promise<void> {
  for (const { name, space, unsaved } of await copiesOf(me)) {
    if (space === here || !gone.includes(space)) continue
    if (unsaved > 0) {
      const { open, leave } = spaces.take(space)
      settled(open.session).then(leave, leave)
    } else {
      await removeCopy(name)
      // Those of its people go; who shares another space with them has them fetched again.
      await forgetPictures()
      forgetPanes(space)
      // A message that was begun there is shown where the space was.
      if (new Draft(localStorage, me, space).read() === '') continue
    }
    board.say({
      text: 'What you wrote for a space that isn’t there for you any more is kept on this device.',
      action: { label: 'Show', run: () => navigate(`/s/${space}`) },
      stays: true,
    })
  }
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
