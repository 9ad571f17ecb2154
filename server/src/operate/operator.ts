import type { SpaceId } from '@weft/space'
import { OPERATOR } from '../audit/doer.ts'
import { namesIn } from '../audit/page.ts'
import { SYNC_PATH } from '../gateway/admit.ts'
import { linkUrl } from '../http/spaces.ts'
import { amnestyOf, endAmnesty, openAmnesty } from '../people/amnesty.ts'
import { archiveSpace } from '../people/deletion.ts'
import { invitationsOf, revokeInvitation } from '../people/invitations.ts'
import { createInvitation, createOwnerLink } from '../people/links.ts'
import { setRole } from '../people/members.ts'
import { heir, operatorPerson } from '../people/spaces.ts'
import { createToken, revokeToken, tokensOf } from '../people/tokens.ts'
import { membersOf } from '../people/who.ts'
import { exportFiles } from './export.ts'
import type { House } from './house.ts'
import { importNote } from './import.ts'
import type { Operator } from './operations.ts'
import { Problem } from './problem.ts'

/** An owner link made on purpose is opened soon or not at all. */
const OWNER_LINK_HOURS = 24
const HOUR = 3_600_000

/** The operations over an open data folder. `home`: the address that links lead to. */
export function createOperator(house: House, home: () => string): Operator {
  const { rooms } = house
  const desk = house.desk.as(OPERATOR)
  const known = (space: SpaceId): SpaceId => {
    if (desk.book.get('space', space) !== undefined) return space
    throw new Problem(`There is no space ${space} here; \`weft spaces\` lists them.`)
  }
  /** Nothing is begun in a space that somebody deletes at this moment: it would stand there without one. */
  const whileThere = (space: SpaceId) => desk.while(() => desk.book.get('space', space) !== undefined)

  return {
    async createToken({ target, role, name, days = null }) {
      const space =
        'space' in target
          ? known(target.space)
          : await house.createSpace(target.newSpace, await operatorPerson(desk), heir(desk), desk)
      const { token, member } = await createToken(whileThere(space), { space, role, name, days })
      const sync = `${home().replace(/^http/, 'ws')}${SYNC_PATH}`
      return { token, space, role, person: member.id, sync }
    },
    async createInvitation({ space, role, hours, uses }) {
      const made = { space: known(space), role, by: null, hours, uses }
      const secret = await createInvitation(whileThere(space), made)
      const expires = hours === null ? null : desk.runtime.now() + hours * HOUR
      return { url: linkUrl(home(), secret), space, role, expires }
    },
    async tokens({ space }) {
      const tokens = tokensOf(desk, known(space))
      return {
        tokens: tokens.map(({ id, name, role, at, expires }) => ({ id, name, role, at, expires })),
      }
    },
    async revokeToken({ space, token }) {
      if (await revokeToken(desk, known(space), token)) return {}
      throw new Problem(`There is no token ${token} in that space; \`weft token list\` lists them.`)
    },
    async invitations({ space }) {
      const links = invitationsOf(desk, known(space))
      return {
        invitations: links.map(({ id, role, at, expires, left }) => ({ id, role, at, expires, left })),
      }
    },
    async revokeInvitation({ space, invitation }) {
      if (await revokeInvitation(desk, known(space), invitation, () => true)) return {}
      throw new Problem(
        `There is no open link ${invitation} into that space; \`weft invite list\` lists them.`,
      )
    },
    async ownerLink() {
      return {
        url: linkUrl(home(), await createOwnerLink(desk, { printed: false, hours: OWNER_LINK_HOURS })),
      }
    },
    async spaces() {
      const spaces = [...desk.book.all('space')].map(([key, { name, at, archived = null }]) => {
        const id = key as SpaceId
        return { id, name, people: desk.book.rolesIn(id).size, here: rooms.here(id).length, at, archived }
      })
      return { spaces: spaces.sort((a, b) => a.at - b.at) }
    },
    async archiveSpace({ space, archived }) {
      await archiveSpace(desk, null, known(space), archived)
      return {}
    },
    async deleteSpace({ space, name }) {
      const is = desk.book.get('space', known(space))?.name
      if (is !== name) throw new Problem(`That space is called “${is}”: say so with --name, to be sure.`)
      await house.deleteSpace(desk, null, space)
      return {}
    },
    async audit({ space, since }) {
      await house.refusals.settle()
      const lines = await house.journal.read(space ?? undefined)
      const entries = lines.filter(({ at }) => at >= (since ?? 0)).map(({ place: _, ...entry }) => entry)
      return { entries, names: namesIn(desk.book, entries) }
    },
    async people({ space }) {
      const people = membersOf(desk.book, known(space)).map(({ id, name, role }) => {
        return { id, name, role, program: desk.book.get('person', id)?.program ?? false }
      })
      return { people: people.sort((a, b) => a.name.localeCompare(b.name)) }
    },
    async setRole({ space, person, role }) {
      known(space)
      if (desk.book.get('person', person) === undefined)
        throw new Problem(`There is no person ${person} here; \`weft people\` lists those of a space.`)
      await setRole(whileThere(space), space, person, role)
      return {}
    },
    async amnesty({ space }) {
      return { until: amnestyOf(desk.book, known(space), desk.runtime.now())?.until ?? null }
    },
    async openAmnesty({ space, hours }) {
      const { until } = await openAmnesty(whileThere(space), known(space), { hours, by: null })
      return { until }
    },
    async endAmnesty({ space }) {
      if (await endAmnesty(desk, known(space))) return {}
      throw new Problem('No amnesty is open in that space.')
    },
    async importNote(wish) {
      if (desk.book.archived(known(wish.space)))
        throw new Problem('That space is archived; `weft space restore` brings it back.')
      const by = await operatorPerson(desk)
      return importNote(rooms, desk.runtime, { ...wish, by })
    },
    async exportSpace({ space }) {
      known(space)
      return exportFiles(house, space)
    },
  }
}
