import { countText, setMeta } from '@weft/space'
import { Command } from 'cmdk'
import {
  Archive,
  ArrowLeftRight,
  Columns2,
  FilePlus,
  FileText,
  Link,
  LogOut,
  MessageSquare,
  MonitorSmartphone,
  Moon,
  Plus,
  Quote,
  RefreshCw,
  ScrollText,
  Smile,
  Sun,
  SunMoon,
  UserPen,
  Users,
  X,
} from 'lucide-react'
import { Dialog } from 'radix-ui'
import { createContext, type ReactNode, useContext, useDeferredValue, useMemo, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { systemRuntime } from '../../sync/system-runtime.ts'
import { sinceText } from '../../timeline/days.ts'
import { giveFocusBack, isFocusLost } from '../../ui/focus.ts'
import type { Icon } from '../../ui/icon.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { SINGLE, useMedia } from '../../ui/media.ts'
import { useNoteActions } from '../actions.ts'
import { useDialog } from '../dialogs/open-dialog.ts'
import { useGoTo } from '../go-to.ts'
import { useLive } from '../live.ts'
import { notePane, type PaneContent, timelinePane } from '../panes.ts'
import { useSpaces } from '../queries.ts'
import { SpaceGlyph } from '../SpaceGlyph.tsx'
import { SpaceContext, titleText, useDoc, useMeta, useNotes, useReading, useSpace } from '../space.tsx'
import { chooseTheme } from '../theme.ts'
import { keptPanes, usePanes } from '../use-panes.ts'
import css from './Palette.module.css'
import { findMessages, fits } from './search.ts'

/** Whether Ctrl or Cmd was held when an item was chosen: cmdk's own event doesn't say. */
const ControlContext = createContext<{ current: boolean }>({ current: false })

/** Go anywhere, do anything. */
export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const open = useContext(SpaceContext)
  const dialog = useDialog()
  const [, navigate] = useLocation()
  const { spaces } = useSpaces()
  const single = useMedia(SINGLE)
  const [query, setQuery] = useState('')
  const withControl = useRef<boolean>(false)
  /** Where the focus was: it goes back there, unless what was chosen puts it somewhere. */
  const [before] = useState(() => document.activeElement)
  const acted = useRef<boolean>(false)
  const run = (act: () => void) => () => {
    acted.current = true
    onClose()
    // Not before the palette is gone: while it is there, it holds the focus.
    systemRuntime.timer(0, act)
  }
  return (
    <Dialog.Root open onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <div className={css.veil} />
        <Dialog.Content
          className={css.palette}
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (!acted.current) giveFocusBack(before)
            else requestAnimationFrame(() => isFocusLost() && giveFocusBack(before))
          }}
        >
          <Dialog.Title className="sr-only">Find or do anything</Dialog.Title>
          <ControlContext value={withControl}>
            <Command
              label="Find or do anything"
              loop
              filter={(_, search, shown) => fits(shown?.join(' ') ?? '', search)}
              onKeyDownCapture={(event) => {
                withControl.current = event.ctrlKey || event.metaKey
              }}
              onPointerDownCapture={(event) => {
                withControl.current = event.ctrlKey || event.metaKey
              }}
            >
              <Command.Input
                className={css.input}
                placeholder="Find or do anything"
                value={query}
                onValueChange={setQuery}
              />
              <Command.List className={css.list}>
                <Command.Empty className={css.empty}>Nothing is called that.</Command.Empty>
                {open !== null && <HereItems run={run} query={query} />}
                <Command.Group heading="Spaces" className={css.group}>
                  {spaces
                    ?.filter((space) => space.id !== open?.id && space.archived === undefined)
                    .map((space) => (
                      <Item
                        key={space.id}
                        value={`space ${space.id}`}
                        glyph={<SpaceGlyph name={space.name} icon={space.icon} />}
                        onSelect={run(() => navigate(`/s/${space.id}?${keptPanes(space.id)}`))}
                        label={space.name}
                        {...(space.unread === undefined ? {} : { hint: `${countText(space.unread)} new` })}
                      />
                    ))}
                  {spaces?.some((space) => space.archived !== undefined) && (
                    <Do
                      icon={Archive}
                      label="Archived spaces"
                      onSelect={run(() => dialog({ kind: 'keeping', of: null }))}
                    />
                  )}
                  <Do icon={Plus} label="New space" onSelect={run(() => dialog({ kind: 'newSpace' }))} />
                </Command.Group>
                <Command.Group heading="You" className={css.group}>
                  <Do
                    icon={UserPen}
                    label="Name and colour"
                    onSelect={run(() => dialog({ kind: 'profile' }))}
                  />
                  <Do
                    icon={MonitorSmartphone}
                    label="You and your devices"
                    onSelect={run(() => dialog({ kind: 'devices' }))}
                  />
                  <Do icon={Sun} label="Theme: light" onSelect={run(() => chooseTheme('light'))} />
                  <Do icon={Moon} label="Theme: dark" onSelect={run(() => chooseTheme('dark'))} />
                  <Do
                    icon={SunMoon}
                    label="Theme: as the system"
                    onSelect={run(() => chooseTheme('system'))}
                  />
                  <Do icon={LogOut} label="Sign out" onSelect={run(() => dialog({ kind: 'signOut' }))} />
                </Command.Group>
              </Command.List>
              <footer className={css.foot}>
                <span>
                  <Kbd keys="Enter" /> opens
                </span>
                {!single && (
                  <span>
                    <Kbd keys="Mod+Enter" /> opens beside
                  </span>
                )}
                <span>
                  <Kbd keys="Esc" /> closes
                </span>
              </footer>
            </Command>
          </ControlContext>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** What concerns the space on the screen. */
interface HereItemsProps {
  readonly run: (act: () => void) => () => void
  readonly query: string
}

function HereItems({ run, query }: HereItemsProps) {
  const { id, session, open } = useSpace()
  const doc = useDoc()
  const people = useLive(session.people)
  const late = useDeferredValue(query)
  const found = useMemo(() => findMessages(open.timeline(doc).items, late), [open, doc, late])
  const meta = useMeta()
  const notes = useNotes()
  const reading = useReading()
  const panes = usePanes()
  const goTo = useGoTo()
  const actions = useNoteActions()
  const dialog = useDialog()
  const role = useLive(session.role)
  const single = useMedia(SINGLE)
  const two = panes.now.right !== null && !single
  const keep = (what: 'archive' | 'record') =>
    run(() => dialog({ kind: 'keeping', of: { what, space: id, name: meta.name } }))
  const go = (content: PaneContent, value: string, glyph: ReactNode, name: string) => (
    <Item
      key={value}
      value={value}
      glyph={glyph}
      onSelect={run(() => panes.open(content))}
      {...(single ? {} : { onBeside: run(() => panes.beside(content)) })}
      label={name}
    />
  )
  return (
    <>
      <Command.Group heading={meta.name} className={css.group}>
        {go(timelinePane, 'conversation', <MessageSquare size={16} strokeWidth={1.75} />, 'Conversation')}
        {notes
          .filter((note) => !note.archived)
          .map((note) =>
            go(
              notePane(note.id),
              `note ${note.id}`,
              note.icon ?? <FileText size={16} strokeWidth={1.75} />,
              titleText(note),
            ),
          )}
      </Command.Group>
      {found.length > 0 && (
        <Command.Group heading="Messages" className={css.group}>
          {found.map(({ message, excerpt }) => (
            <Item
              key={message.id}
              value={`message ${message.id}`}
              glyph={<Quote size={15} strokeWidth={1.75} />}
              hint={`${people.get(message.by)?.name ?? 'Somebody'}, ${sinceText(message.at, Date.now())}`}
              onSelect={run(() => goTo(message.id))}
              label={excerpt}
              found={`${query} ${late} ${excerpt}`}
            />
          ))}
        </Command.Group>
      )}
      <Command.Group heading="Do" className={css.group}>
        {reading === null && <Do icon={FilePlus} label="New note" onSelect={run(() => actions.create())} />}
        {reading === null && !single && (
          <Do icon={Columns2} label="New note beside" onSelect={run(() => actions.create('beside'))} />
        )}
        {reading === null && (
          <Do
            icon={Link}
            label="Share this space"
            onSelect={run(() => dialog({ kind: 'share', space: id, name: meta.name }))}
          />
        )}
        {role !== null && (
          <Do
            icon={Users}
            label="People of this space"
            onSelect={run(() => dialog({ kind: 'members', space: id, name: meta.name, role }))}
          />
        )}
        {reading === null && (
          <Do
            icon={Smile}
            label="Change the icon of this space"
            onSelect={run(() =>
              dialog({
                kind: 'icon',
                of: meta.name,
                value: meta.icon,
                onPick: (icon) => setMeta(session.doc.get(), { icon }),
              }),
            )}
          />
        )}
        {role === 'owner' && <Do icon={ScrollText} label="Record of this space" onSelect={keep('record')} />}
        {role === 'owner' && <Do icon={Archive} label="Archive this space" onSelect={keep('archive')} />}
        {two && <Do icon={ArrowLeftRight} label="Swap panes" onSelect={run(panes.swap)} />}
        {two && <Do icon={X} label="Close the right pane" onSelect={run(() => panes.close('right'))} />}
        <Do icon={RefreshCw} label="Sync now" onSelect={run(() => session.retry())} />
      </Command.Group>
    </>
  )
}

interface ItemProps {
  /** Names it among all items; never shown. */
  readonly value: string
  /** What it is found by, when that is more than what stands on it. */
  readonly found?: string
  readonly label: string
  readonly glyph: ReactNode
  readonly onSelect: () => void
  /** Ctrl+Enter. */
  readonly onBeside?: () => void
  readonly hint?: string
}

function Item({ value, found, label, glyph, hint, onSelect, onBeside }: ItemProps) {
  const withControl = useContext(ControlContext)
  return (
    <Command.Item
      className={css.item}
      value={value}
      keywords={[found ?? label]}
      onSelect={() => {
        if (withControl.current && onBeside !== undefined) onBeside()
        else onSelect()
      }}
    >
      <span className={css.glyph}>{glyph}</span>
      <span className={css.name}>{label}</span>
      {hint !== undefined && <span className={css.hint}>{hint}</span>}
    </Command.Item>
  )
}

interface DoProps {
  readonly icon: Icon
  readonly label: string
  readonly onSelect: () => void
}

const Do = ({ icon: Glyph, label, onSelect }: DoProps) => (
  <Item
    value={`do ${label}`}
    glyph={<Glyph size={16} strokeWidth={1.75} aria-hidden />}
    label={label}
    onSelect={onSelect}
  />
)
