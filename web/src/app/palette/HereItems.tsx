import { cleanName, renameNote, setMeta } from '@weft/space'
import { Command } from 'cmdk'
import {
  Archive,
  ArrowLeftRight,
  Columns2,
  FilePlus,
  FileText,
  Link,
  MessageSquare,
  Pencil,
  RefreshCw,
  ScrollText,
  Smile,
  Users,
  X,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { SINGLE, useMedia } from '../../ui/media.ts'
import { useNoteActions } from '../actions.ts'
import { useDialog } from '../dialogs/open-dialog.ts'
import { useLive } from '../live.ts'
import { notePane, type PaneContent, sideOf, timelinePane } from '../panes.ts'
import { titleText, useMeta, useNotes, useReading, useSpace } from '../space.tsx'
import { usePanes } from '../use-panes.ts'
import { Do, Item, type Run } from './items.tsx'
import css from './Palette.module.css'
import type { Renaming } from './RenameForm.tsx'

/** What concerns the space on the screen: where one goes in it, and what one does with it. */
interface HereItemsProps {
  readonly run: Run
  readonly onRename: (what: Renaming) => void
}

export function HereItems({ run, onRename }: HereItemsProps) {
  const { id, session } = useSpace()
  const meta = useMeta()
  const notes = useNotes()
  const reading = useReading()
  const panes = usePanes()
  const actions = useNoteActions()
  const dialog = useDialog()
  const role = useLive(session.role)
  const single = useMedia(SINGLE)
  const two = panes.now.right !== null && !single
  const shown = notes.filter((note) => !note.archived && sideOf(panes.now, notePane(note.id)) !== null)
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
            icon={Pencil}
            label="Rename this space"
            onSelect={() =>
              onRename({
                label: `Rename ${meta.name}`,
                value: meta.name,
                maxLength: 80,
                // A name of which nothing shows leaves the old one.
                keep: (name) => cleanName(name) !== '' && setMeta(session.doc.get(), { name }),
              })
            }
          />
        )}
        {reading === null &&
          shown.map((note) => (
            <Do
              key={note.id}
              icon={Pencil}
              label={`Rename note “${titleText(note)}”`}
              onSelect={() =>
                onRename({
                  label: `Rename note “${titleText(note)}”`,
                  value: note.title,
                  maxLength: 200,
                  keep: (title) => renameNote(session.doc.get(), note.id, title),
                })
              }
            />
          ))}
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
