import type { Role } from '@weft/space'
import type { Close, Up } from '@weft/space/wire'
import type { Operation } from '../operate/operations.ts'

/**
 * Who may do what, by every way into a server: written down once more than the code says it, and asserted cell by cell. A
 * route, a message or an operation that has no row here fails the tests beside this file.
 */

/** Everybody who could ask over HTTP or knock at a socket. The first seven are nobody, whatever they hold. */
export const ACTORS = [
  'nobody',
  'an unknown cookie',
  'a device that was signed out',
  'an unknown token',
  'a revoked token',
  'another site’s page',
  'an owner’s browser, without an Origin',
  'a stranger',
  'somebody removed',
  'a token for elsewhere',
  'a viewer’s token',
  'a member’s token',
  'the owner of the server',
  'a viewer',
  'a member',
  'an owner',
] as const
export type Actor = (typeof ACTORS)[number]

/** What a space may be like, or the server: its disk takes no writes, or it knows a provider that people sign in with. */
export type State =
  | 'at rest'
  | 'open'
  | 'archived'
  | 'missing'
  | 'deleted'
  | 'its disk fails'
  | 'with a provider'

const UNKNOWN: readonly Actor[] = ['nobody', 'an unknown cookie', 'a device that was signed out']
const BAD_TOKENS: readonly Actor[] = ['an unknown token', 'a revoked token']
const OWN: readonly Actor[] = ['an owner']
const INVITE: readonly Actor[] = ['a member', 'an owner']
const READ: readonly Actor[] = ['a viewer', 'a member', 'an owner']
const PEOPLE: readonly Actor[] = ['a stranger', 'somebody removed', 'the owner of the server', ...READ]
const PROGRAMS: readonly Actor[] = ['a token for elsewhere', 'a viewer’s token', 'a member’s token']
/** Tokens that end with the space. */
const ITS_TOKENS: readonly Actor[] = ['a viewer’s token', 'a member’s token']
const KNOWN: readonly Actor[] = [...PROGRAMS, ...PEOPLE]
const ANYBODY: readonly Actor[] = [...UNKNOWN, ...KNOWN]
const NOT_PROGRAMS: readonly Actor[] = [...UNKNOWN, ...PEOPLE]

export interface Rule {
  /** How those are answered who may … */
  readonly ok: number
  /** … who they are; `public`: whoever reaches the port, with whatever they hold. */
  readonly may: readonly Actor[] | 'public'
  /** Who may while the space is archived, where that differs. */
  readonly archived?: readonly Actor[]
  /** How a program is answered that may not; 404 else. */
  readonly program?: number
  /** Of those who may: for whom nothing needs the disk; all others get 503 while it fails. Absent: for all. */
  readonly unwritten?: readonly Actor[]
  /** What is different with a provider. */
  readonly provided?: Pick<Rule, 'ok' | 'may' | 'program'>
}

/** Each route as the app has it; where one has several rows, what they differ in stands in brackets. */
export const HTTP = {
  'GET /healthz': { ok: 200, may: 'public' },
  'GET /readyz': { ok: 200, may: 'public', unwritten: [] },
  'GET /metrics': { ok: 200, may: 'public' },
  'GET /sync/*': { ok: 426, may: 'public' },

  'GET /api/me': { ok: 200, may: KNOWN },
  'PATCH /api/me': { ok: 200, may: KNOWN, unwritten: [] },
  'GET /api/people/:id/picture': { ok: 200, may: [...READ, 'a viewer’s token', 'a member’s token'] },
  // Who isn't signed in is signed out already; a token isn't ended by this.
  'POST /api/signout': { ok: 204, may: ANYBODY, unwritten: [...UNKNOWN, ...PROGRAMS] },
  'DELETE /api/me/accounts/:id': { ok: 404, may: PEOPLE },
  'GET /api/me/devices': { ok: 200, may: PEOPLE },
  'DELETE /api/me/devices': { ok: 204, may: PEOPLE, unwritten: [] },
  'POST /api/me/devices/link': { ok: 201, may: PEOPLE, unwritten: [] },
  'DELETE /api/me/devices/link': { ok: 204, may: PEOPLE, unwritten: [] },
  'DELETE /api/me/devices/:id': { ok: 204, may: PEOPLE, unwritten: [] },
  'DELETE /api/me/devices/:id (another’s)': { ok: 404, may: PEOPLE },
  'POST /api/me/passkeys/options': { ok: 200, may: PEOPLE },
  // Let in, and asked for something better.
  'POST /api/me/passkeys': { ok: 400, may: PEOPLE },
  'DELETE /api/me/passkeys/:id': { ok: 404, may: PEOPLE },
  'POST /api/passkeys/options': { ok: 200, may: ANYBODY },
  'POST /api/passkeys/signin': { ok: 400, may: NOT_PROGRAMS, program: 400 },

  'GET /api/signin': { ok: 200, may: ANYBODY },
  // Begun by a browser; a program couldn't come back. Nothing of it is stored until somebody does.
  'POST /api/signin/provider': {
    ok: 404,
    may: ANYBODY,
    provided: { ok: 200, may: NOT_PROGRAMS, program: 400 },
  },
  // Nobody of these has begun: they are sent to the app, which says so.
  'GET /api/signin/callback': { ok: 404, may: ANYBODY, provided: { ok: 303, may: ANYBODY } },

  'POST /api/invitations/look': { ok: 200, may: ANYBODY },
  // Who has the role already is let in anew.
  'POST /api/invitations/accept': { ok: 200, may: NOT_PROGRAMS, program: 400, unwritten: READ },

  // In spaces the owner of the server has no more than anybody.
  'GET /api/audit': { ok: 200, may: ['the owner of the server'] },

  'GET /api/spaces': { ok: 200, may: KNOWN },
  'POST /api/spaces': { ok: 201, may: PEOPLE, unwritten: [] },

  // It isn't archived, so nothing changes.
  'PATCH /api/spaces/:id': { ok: 200, may: OWN },
  'PATCH /api/spaces/:id (into the archive)': { ok: 200, may: OWN, unwritten: [] },
  'DELETE /api/spaces/:id': { ok: 204, may: OWN, unwritten: [] },
  'GET /api/spaces/:id/audit': { ok: 200, may: OWN },
  'GET /api/spaces/:id/members': { ok: 200, may: READ },
  'PATCH /api/spaces/:id/members/:person': { ok: 204, may: OWN, unwritten: [] },
  'DELETE /api/spaces/:id/members/:person': { ok: 204, may: OWN, unwritten: [] },
  'DELETE /api/spaces/:id/members/:person (oneself)': { ok: 204, may: READ, unwritten: [] },
  'GET /api/spaces/:id/invitations': { ok: 200, may: INVITE, archived: [] },
  'POST /api/spaces/:id/invitations': { ok: 201, may: INVITE, archived: [], unwritten: [] },
  'DELETE /api/spaces/:id/invitations/:link': { ok: 204, may: OWN, archived: [], unwritten: [] },
  'DELETE /api/spaces/:id/invitations/:link (their own)': {
    ok: 204,
    may: INVITE,
    archived: [],
    unwritten: [],
  },
  'GET /api/spaces/:id/tokens': { ok: 200, may: OWN },
  'POST /api/spaces/:id/tokens': { ok: 201, may: OWN, unwritten: [] },
  'DELETE /api/spaces/:id/tokens/:token': { ok: 204, may: OWN, unwritten: [] },
  'GET /api/spaces/:id/authors': { ok: 200, may: READ },
  // It is written some seconds later, and promised to nobody.
  'POST /api/spaces/:id/seen': { ok: 200, may: READ },
  'GET /api/spaces/:id/amnesty': { ok: 200, may: OWN },
  'POST /api/spaces/:id/amnesty': { ok: 200, may: OWN, unwritten: [] },
  'DELETE /api/spaces/:id/amnesty': { ok: 204, may: OWN, unwritten: [] },
} satisfies Readonly<Record<string, Rule>>
export type Row = keyof typeof HTTP

export const isOfSpace = (row: string): boolean => row.includes('/spaces/:id')

/** What a row's cell has to say. A space that isn't there, or not any more, is the same as one that isn't theirs. */
export function answerFor(row: Row, actor: Actor, state: State): number {
  const rule: Rule = HTTP[row]
  if (rule.may === 'public') return fails(rule, actor, state) ? 503 : rule.ok
  const as = asks(actor, row.startsWith('GET '), state)
  if (typeof as === 'number') return as
  const there = state !== 'missing' && state !== 'deleted'
  const { ok, program } = state === 'with a provider' ? { ...rule, ...rule.provided } : rule
  if (there && mayDo(rule, state).includes(as)) return fails(rule, as, state) ? 503 : ok
  if (UNKNOWN.includes(as)) return 401
  return (PROGRAMS.includes(as) ? program : undefined) ?? 404
}

function mayDo({ may, archived, provided }: Rule, state: State): readonly Actor[] {
  const who =
    state === 'with a provider' ? (provided?.may ?? may) : state === 'archived' ? (archived ?? may) : may
  return who === 'public' ? ACTORS : who
}

/** Whether nothing can be said yet to who may: it would have to be written first. */
const fails = ({ unwritten }: Rule, as: Actor, state: State): boolean =>
  state === 'its disk fails' && unwritten !== undefined && !unwritten.includes(as)

/** As whom somebody is answered; or how, before it matters what they ask. */
function asks(actor: Actor, reads: boolean, state: State): Actor | number {
  if (BAD_TOKENS.includes(actor) || (state === 'deleted' && ITS_TOKENS.includes(actor))) return 401
  if (actor === 'another site’s page') return 403
  if (actor !== 'an owner’s browser, without an Origin') return actor
  return reads ? 'an owner' : 403
}

/** `in`, or with what somebody is closed who knocks at a space's socket. */
export function atTheSocket(actor: Actor, state: State): 'in' | keyof typeof Close {
  if (actor === 'another site’s page' || actor === 'an owner’s browser, without an Origin')
    return 'foreignOrigin'
  if (UNKNOWN.includes(actor) || asks(actor, true, state) === 401) return 'unauthenticated'
  if (state === 'missing') return 'noSuchSpace'
  // Who belonged once is told so: their device lets go of its copy.
  if (actor === 'somebody removed' || actor === 'the owner of the server') return 'spaceGone'
  const belong = [...READ, ...ITS_TOKENS].includes(actor)
  if (!belong) return 'noSuchSpace'
  if (state === 'its disk fails') return 'storage'
  return state === 'deleted' ? 'spaceGone' : 'in'
}

/**
 * What becomes of a message: `taken` with its content, `acked` as nothing new, `answered`, `silent`ly used or passed over; or
 * refused: a `badFrame` from anybody, a `refused` write.
 */
export type Fate = 'taken' | 'acked' | 'answered' | 'silent' | 'badFrame' | 'refused'
export interface MessageRule {
  /** Which message of the wire it is; null for what is none. */
  readonly type: Up['type'] | null
  /** What becomes of it in `weft.1` when it comes from … */
  readonly fate: Fate
  /** … somebody with one of these roles; from all others it is refused. */
  readonly may: readonly Role[]
}
const WRITERS: readonly Role[] = ['owner', 'member']
const ALL: readonly Role[] = ['owner', 'member', 'viewer']

export const MESSAGES = {
  'an entry': { type: 'update', fate: 'taken', may: WRITERS },
  'an entry in an answer': { type: 'step2', fate: 'taken', may: WRITERS },
  'a note of one’s own': { type: 'update', fate: 'taken', may: WRITERS },
  'words in another’s note': { type: 'update', fate: 'taken', may: WRITERS },
  'a deletion of another’s note': { type: 'update', fate: 'taken', may: WRITERS },
  'the space’s name': { type: 'update', fate: 'taken', may: WRITERS },
  'something of a program’s own': { type: 'update', fate: 'taken', may: WRITERS },
  'an entry in another’s name': { type: 'update', fate: 'refused', may: [] },
  'a note in another’s name': { type: 'update', fate: 'refused', may: [] },
  'a change under another’s client id': { type: 'update', fate: 'refused', may: [] },
  'a deletion of another’s entry': { type: 'update', fate: 'taken', may: ['owner'] },
  'the word that another’s entry is deleted': { type: 'update', fate: 'taken', may: ['owner'] },
  'an edit of another’s entry': { type: 'update', fate: 'refused', may: [] },
  nothing: { type: 'update', fate: 'acked', may: ALL },
  'what is known already': { type: 'step2', fate: 'acked', may: ALL },
  'a question': { type: 'step1', fate: 'answered', may: ALL },
  'a ping': { type: 'ping', fate: 'answered', may: ALL },
  presence: { type: 'presence', fate: 'silent', may: ALL },
  'a question who is here': { type: 'queryPresence', fate: 'silent', may: ALL },
  'an unknown type': { type: null, fate: 'badFrame', may: ALL },
  'a torn message': { type: null, fate: 'badFrame', may: ALL },
  'an empty message': { type: null, fate: 'badFrame', may: ALL },
} satisfies Readonly<Record<string, MessageRule>>
export type Message = keyof typeof MESSAGES

/**
 * What the operator's commands ask of a running server, by its control socket alone: whoever may open that could read the
 * data folder too. `space`: it is about one, which must be there.
 */
export const CONTROL: Readonly<Record<Operation, { readonly space: boolean }>> = {
  createToken: { space: true },
  createInvitation: { space: true },
  tokens: { space: true },
  revokeToken: { space: true },
  invitations: { space: true },
  revokeInvitation: { space: true },
  ownerLink: { space: false },
  spaces: { space: false },
  people: { space: true },
  setRole: { space: true },
  amnesty: { space: true },
  openAmnesty: { space: true },
  endAmnesty: { space: true },
  importNote: { space: true },
  exportSpace: { space: true },
  archiveSpace: { space: true },
  deleteSpace: { space: true },
  audit: { space: false },
}
