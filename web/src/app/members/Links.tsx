import type { SpaceId } from '@weft/space'
import type { ApiMember } from '@weft/space/api'
import { Button } from '../../ui/Button.tsx'
import { troubleText } from '../http.ts'
import page from '../Page.module.css'
import css from './Members.module.css'
import { useEndInvitation, useOpenInvitations } from './queries.ts'
import { linkText } from './words.ts'

/** The links that still open: all for an owner, for others their own. */
export function Links({ space, people }: { readonly space: SpaceId; readonly people: readonly ApiMember[] }) {
  const links = useOpenInvitations(space, true)
  const end = useEndInvitation(space)
  if (links.data === undefined || links.data.length === 0) return null
  const nameOf = (by: string | null): string =>
    by === null ? 'the operator' : (people.find(({ id }) => id === by)?.name ?? 'somebody')
  return (
    <section className={css.section} aria-label="Open links">
      <h3>Open links</h3>
      {end.error !== null && (
        <p className={page.trouble} role="alert">
          {troubleText(end.error)}
        </p>
      )}
      <ul className={css.list}>
        {links.data.map((link) => (
          <li key={link.id} className={css.row} data-link={link.id}>
            <span className={css.said}>
              {linkText(link, Date.now())}
              <small>Made by {nameOf(link.by)}</small>
            </span>
            <Button
              size="s"
              busy={end.isPending && end.variables === link.id}
              onClick={() => end.mutate(link.id)}
            >
              End link
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
