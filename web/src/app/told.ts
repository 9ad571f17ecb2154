import type { Role, SpaceId } from '@weft/space'
import type { SpaceSummary } from '@weft/space/api'
import type { Notice } from '@weft/space/wire'
import type { NoticeBoard } from '../ui/notices.ts'

interface World {
  readonly space: SpaceId
  readonly board: NoticeBoard
  readonly reload: () => void
  readonly askForSpaces: () => Promise<readonly SpaceSummary[]>
  /** What the list said of the space before; null while there was none. */
  readonly wasArchived: { current: { readonly id: SpaceId; readonly archived: boolean } | null }
}

/** Says what the server told of an open space, where nothing else on the screen does. Loaded when the first such word comes. */
export async function tell(
  notice: Notice,
  { space, board, reload, askForSpaces, wasArchived }: World,
): Promise<void> {
  switch (notice.kind) {
    case 'reload':
      board.say({
        text: 'A newer Weft is ready.',
        action: { label: 'Reload', run: reload },
        stays: true,
      })
      return
    case 'role': {
      // A space that is archived or restored is told as a role, too: the bar above it says that better.
      const archived = (await askForSpaces()).find(({ id }) => id === space)?.archived !== undefined
      if (wasArchived.current?.archived === archived) board.say({ text: ROLE_NOW[notice.role] })
      wasArchived.current = { id: space, archived }
      return
    }
    case 'storage':
      board.say(
        notice.state === 'failing'
          ? {
              text: 'The server can’t store anything just now. What you write is kept on this device.',
              trouble: true,
              stays: true,
            }
          : { text: 'The server stores again. What was kept here goes out.' },
      )
      return
    case 'spaceGone':
      await askForSpaces()
      return
    case 'refused':
      // The save status says it.
      return
    case 'unread':
      // The list of spaces does.
      return
  }
}

const ROLE_NOW: Readonly<Record<Role, string>> = {
  viewer: 'You can only read here now.',
  member: 'You can write here now.',
  owner: 'You own this space now.',
}
