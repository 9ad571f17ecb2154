import type { SpaceId } from '@weft/space'
import { Archive } from 'lucide-react'
import { Button } from '../../ui/Button.tsx'
import { troubleText } from '../http.ts'
import { useSpaces } from '../queries.ts'
import { useArchive } from './queries.ts'
import css from './Record.module.css'

/** Above the panes of an archived space: what it is, and the way back for its owners. */
export default function ArchivedBar({ space }: { readonly space: SpaceId }) {
  const { spaces } = useSpaces()
  const archive = useArchive(space)
  const owns = spaces?.find(({ id }) => id === space)?.role === 'owner'
  return (
    <div className={css.bar} role="status">
      <Archive size={15} strokeWidth={1.75} aria-hidden />
      <span>
        {archive.error === null
          ? 'This space is archived. It can be read, and nobody writes in it.'
          : troubleText(archive.error)}
      </span>
      {owns && (
        <Button size="s" busy={archive.isPending} onClick={() => archive.mutate(false)}>
          Restore
        </Button>
      )}
    </div>
  )
}
