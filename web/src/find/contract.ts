import type { EntryId, NoteId, PersonId, SpaceId } from '@weft/space'

/** A message, as far as it is searched. */
export interface MessageWords {
  readonly kind: 'message'
  readonly id: EntryId
  readonly text: string
  readonly by: PersonId
  /** Ms since 1970. */
  readonly at: number
}
/** A note, as far as it is searched. */
export interface NoteWords {
  readonly kind: 'note'
  readonly id: NoteId
  readonly title: string
  readonly icon: string | null
  readonly archived: boolean
  /** When it was made, ms since 1970; null if that can't be read. */
  readonly at: number | null
  /** Its blocks' plain texts, as many as the editor shows. */
  readonly blocks: readonly string[]
}
export type Words = MessageWords | NoteWords

/** A stretch of a text, and whether it is what was looked for. */
export interface Piece {
  readonly text: string
  readonly found: boolean
}
export type Passage = readonly Piece[]

export interface MessageHit {
  readonly kind: 'message'
  readonly space: SpaceId
  readonly id: EntryId
  readonly by: PersonId
  readonly at: number
  readonly passage: Passage
}
/** Where in a note something was found. */
export interface Spot {
  /** The block's number from 0 when it was read, and its text: others may have written above it since. */
  readonly block: number
  readonly text: string
}
export interface NoteHit {
  readonly kind: 'note'
  readonly space: SpaceId
  readonly id: NoteId
  readonly title: Passage
  readonly icon: string | null
  readonly archived: boolean
  /** Empty where only the title fits. */
  readonly passage: Passage
  /** Null where only the title fits. */
  readonly spot: Spot | null
}
export type Hit = MessageHit | NoteHit

/** The best hits of a kind, best first, and how many there are in all. */
export interface Hits<H extends Hit = Hit> {
  readonly best: readonly H[]
  readonly count: number
}

export interface Question {
  /** Names it: an answer to an older one is passed over. */
  readonly number: number
  readonly text: string
  /** The space on the screen, of whose words the page itself tells. */
  readonly here: SpaceId | null
  /** How many hits of each kind are wanted. */
  readonly most: { readonly messages: number; readonly notes: number; readonly elsewhere: number }
}

export interface Answer {
  readonly number: number
  /** What was asked for. */
  readonly text: string
  readonly messages: Hits<MessageHit>
  readonly notes: Hits<NoteHit>
  /** In the other spaces. */
  readonly elsewhere: Hits
  /** Names of those who wrote the messages found in other spaces, as this device knows them. */
  readonly names: Readonly<Record<PersonId, string>>
  /** Everything of the space on the screen was looked through. */
  readonly complete: boolean
  /** The other spaces that were looked through, those still to be, and those that this device has no copy of. */
  readonly spaces: { readonly done: number; readonly waiting: number; readonly absent: number }
}

/** What a page tells the worker. */
export type ToWorker =
  /** From now on the page tells of this space, from its beginning; `whole` ends that. */
  | { readonly kind: 'begin'; readonly space: SpaceId }
  | { readonly kind: 'put'; readonly space: SpaceId; readonly words: readonly Words[] }
  | { readonly kind: 'drop'; readonly space: SpaceId; readonly ids: readonly Words['id'][] }
  | { readonly kind: 'whole'; readonly space: SpaceId }
  /** The page tells nothing more of it. */
  | { readonly kind: 'leave'; readonly space: SpaceId }
  /** Looks after the device's copies of these spaces; what it knows of any other is forgotten. */
  | { readonly kind: 'others'; readonly me: PersonId; readonly spaces: readonly SpaceId[] }
  | { readonly kind: 'ask'; readonly question: Question }
/** What the worker tells: the answer, and another one whenever more was looked through. */
export type FromWorker =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'trouble'; readonly error: string }
