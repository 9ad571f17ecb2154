import { asPersona, type Member } from '@weft/space'
import { parseJson } from '@weft/space/wire'

/** It may name this field, in some spelling: with an escape there are many. */
const MAY_SAY_WHO = /"user"|\\/

/** As JSON. Whoever changes is another `Member`. */
const users = new WeakMap<Member, string>()

/** Whoever the client says it is, `user` is who it is. `state`: JSON of an object, checked when it came. */
export function stamp(state: string, member: Member): string {
  if (MAY_SAY_WHO.test(state)) {
    const value = parseJson(state)
    return JSON.stringify({ ...(typeof value === 'object' ? value : null), user: userOf(member) })
  }
  // Twenty times a second for everybody who moves: what doesn't say who it is needn't be read to say it.
  const fields = state.slice(state.indexOf('{') + 1, state.lastIndexOf('}')).trim()
  return `{${fields}${fields === '' ? '' : ','}"user":${jsonOf(member)}}`
}

const userOf = (member: Member): Member => ({ ...asPersona(member), role: member.role })

function jsonOf(member: Member): string {
  const known = users.get(member)
  if (known !== undefined) return known
  const json = JSON.stringify(userOf(member))
  users.set(member, json)
  return json
}
