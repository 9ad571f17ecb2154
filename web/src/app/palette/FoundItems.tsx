import type { NoteView } from '@weft/space'
import { Command } from 'cmdk'
import { Archive, FileText, Quote, Rows3 } from 'lucide-react'
import { type ReactNode, useContext } from 'react'
import { useLocation } from 'wouter'
import type { Answer, Hit, MessageHit, NoteHit, Passage, Piece } from '../../find/contract.ts'
import { LOCALE, sinceText } from '../../timeline/list/days.ts'
import { Face } from '../../ui/Face.tsx'
import { ROOMY, useMedia } from '../../ui/media.ts'
import { messagePath, useGoTo } from '../go-to.ts'
import { useLive } from '../live.ts'
import type { OpenSpaces } from '../open-spaces.ts'
import { alone, arrangementOf, arrangementText, notePane, open as opened } from '../panes.ts'
import { useSpaces } from '../queries.ts'
import { SpaceContext, titleText, useMeta, useNotes, useSpace } from '../space.tsx'
import { keptPanes, usePanes } from '../use-panes.ts'
import css from './FoundItems.module.css'
import { foundValue, type Kind } from './found.ts'
import { ControlContext, type Run } from './items.tsx'
import palette from './Palette.module.css'
import { fits } from './search.ts'

interface FoundItemsProps {
  readonly answer: Answer
  readonly query: string
  readonly open: OpenSpaces
  readonly run: Run
  /** More of a kind is wanted, whose last item is called so. */
  readonly onMore: (kind: Kind, last: string) => void
}

/** What was found in words, below all that is found by its name. */
export function FoundItems(props: FoundItemsProps) {
  const here = useContext(SpaceContext)
  return (
    <>
      {here !== null && <Here {...props} />}
      <Elsewhere {...props} />
    </>
  )
}

function Here({ answer, query, run, onMore }: FoundItemsProps) {
  const { open, session } = useSpace()
  const { name } = useMeta()
  const people = useLive(session.people)
  const listed = useNotes()
  const panes = usePanes()
  const goTo = useGoTo()
  const notes = answer.notes.best.filter((hit) => !isListed(hit, listed, query))
  return (
    <>
      <Group
        kind="notes"
        heading={`In ${name}: notes`}
        hits={answer.notes}
        shown={notes.length}
        onMore={onMore}
      >
        {notes.map((hit) => {
          const show = (how: 'open' | 'beside') => () => {
            if (hit.spot !== null) open.spot.set({ note: hit.id, ...hit.spot })
            panes[how](notePane(hit.id))
          }
          return (
            <NoteItem key={hit.id} hit={hit} onSelect={run(show('open'))} onBeside={run(show('beside'))} />
          )
        })}
      </Group>
      <Group
        kind="messages"
        heading={`In ${name}: messages`}
        hits={answer.messages}
        shown={answer.messages.best.length}
        onMore={onMore}
      >
        {answer.messages.best.map((hit) => {
          const author = people.get(hit.by)
          return (
            <MessageItem
              key={hit.id}
              hit={hit}
              face={author && <Face person={author} size={20} />}
              author={author?.name}
              onSelect={run(() => goTo(hit.id))}
            />
          )
        })}
      </Group>
    </>
  )
}

function Elsewhere({ answer, open, run, onMore }: FoundItemsProps) {
  const [, navigate] = useLocation()
  const { spaces } = useSpaces()
  const roomy = useMedia(ROOMY)
  const { best } = answer.elsewhere
  const showNote = ({ space, id, spot }: NoteHit): void => {
    const there = open.take(space)
    if (spot !== null) there.open.spot.set({ note: id, ...spot })
    // It lingers; the address opens it for good.
    there.leave()
    const before = arrangementOf(keptPanes(space)) ?? alone
    navigate(`/s/${space}?${arrangementText(opened(before, notePane(id), { roomy, last: 'left' }))}`)
  }
  return (
    <Group
      kind="elsewhere"
      heading="In your other spaces, as this device has them"
      hits={answer.elsewhere}
      shown={best.length}
      onMore={onMore}
    >
      {best.map((hit: Hit) => {
        const space = spaces?.find(({ id }) => id === hit.space)?.name
        return hit.kind === 'note' ? (
          <NoteItem key={hit.id} hit={hit} space={space} onSelect={run(() => showNote(hit))} />
        ) : (
          <MessageItem
            key={`${hit.space} ${hit.id}`}
            hit={hit}
            author={answer.names[hit.by]}
            space={space}
            onSelect={run(() => navigate(messagePath(hit.space, hit.id)))}
          />
        )
      })}
    </Group>
  )
}

const idOf = ({ space, id }: Hit): string => `${space} ${id}`

/** It stands above by its name, and nothing more was found in it. */
function isListed(hit: NoteHit, notes: readonly NoteView[], query: string): boolean {
  const note = notes.find(({ id }) => id === hit.id)
  return hit.spot === null && note !== undefined && !note.archived && fits(titleText(note), query) > 0
}

interface GroupProps {
  readonly kind: Kind
  readonly heading: string
  readonly hits: Answer[Kind]
  readonly shown: number
  readonly onMore: (kind: Kind, last: string) => void
  readonly children: ReactNode
}

function Group({ kind, heading, hits, shown, onMore, children }: GroupProps) {
  const rest = hits.count - hits.best.length
  const last = hits.best.at(-1)
  if (shown === 0) return null
  return (
    <Command.Group heading={heading} value={`found ${kind}`} className={palette.group}>
      {children}
      {rest > 0 && last !== undefined && (
        <Command.Item
          value={foundValue(kind, null)}
          className={palette.item}
          onSelect={() => onMore(kind, foundValue(kind, idOf(last)))}
        >
          <span className={palette.glyph}>
            <Rows3 size={15} strokeWidth={1.75} aria-hidden />
          </span>
          <span className={css.more}>Show more of {hits.count.toLocaleString(LOCALE)}</span>
        </Command.Item>
      )}
    </Command.Group>
  )
}

interface MessageItemProps {
  readonly hit: MessageHit
  readonly face?: ReactNode
  readonly author: string | undefined
  readonly space?: string | undefined
  readonly onSelect: () => void
}

const MessageItem = ({ hit, face, author, space, onSelect }: MessageItemProps) => (
  <Command.Item
    className={css.item}
    value={foundValue(space === undefined ? 'messages' : 'elsewhere', idOf(hit))}
    onSelect={onSelect}
    data-testid="found-message"
  >
    <span className={palette.glyph}>{face ?? <Quote size={15} strokeWidth={1.75} aria-hidden />}</span>
    <span className={css.words}>
      <span className={css.passage} dir="auto">
        <Marked passage={hit.passage} />
      </span>
      <span className={css.meta}>
        {author ?? 'Somebody'} · {sinceText(hit.at, Date.now())}
        {space !== undefined && ` · ${space}`}
      </span>
    </span>
  </Command.Item>
)

interface NoteItemProps {
  readonly hit: NoteHit
  readonly space?: string | undefined
  readonly onSelect: () => void
  readonly onBeside?: () => void
}

function NoteItem({ hit, space, onSelect, onBeside }: NoteItemProps) {
  const withControl = useContext(ControlContext)
  return (
    <Command.Item
      className={css.item}
      value={foundValue(space === undefined ? 'notes' : 'elsewhere', idOf(hit))}
      onSelect={() => {
        if (withControl.current && onBeside !== undefined) onBeside()
        else onSelect()
      }}
      data-testid="found-note"
    >
      <span className={palette.glyph}>
        {hit.icon ?? <FileText size={16} strokeWidth={1.75} aria-hidden />}
      </span>
      <span className={css.words}>
        <span className={css.title} dir="auto">
          <span>{hit.title.length === 0 ? 'Untitled' : <Marked passage={hit.title} />}</span>
          {hit.archived && (
            <span className={css.archived}>
              <Archive size={12} strokeWidth={1.75} aria-hidden /> archived
            </span>
          )}
        </span>
        {hit.passage.length > 0 && (
          <span className={css.line} dir="auto">
            <Marked passage={hit.passage} />
          </span>
        )}
        {space !== undefined && <span className={css.meta}>{space}</span>}
      </span>
    </Command.Item>
  )
}

const Marked = ({ passage }: { readonly passage: Passage }) =>
  // Pieces of one text, which never change places.
  passage.map((piece: Piece, i) => {
    const key = `${i} ${piece.text}`
    return piece.found ? (
      <mark key={key} className={css.mark}>
        {piece.text}
      </mark>
    ) : (
      <span key={key}>{piece.text}</span>
    )
  })
