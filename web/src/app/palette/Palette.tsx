import type { Persona } from '@weft/space'
import { Command } from 'cmdk'
import { Dialog } from 'radix-ui'
import { useContext, useRef, useState } from 'react'
import { systemRuntime } from '../../sync/system-runtime.ts'
import { giveFocusBack, isFocusLost } from '../../ui/focus.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { SINGLE, useMedia } from '../../ui/media.ts'
import type { OpenSpaces } from '../open-spaces.ts'
import { SpaceContext } from '../space.tsx'
import { EverywhereItems } from './EverywhereItems.tsx'
import { FoundItems } from './FoundItems.tsx'
import { emptyText, foundText, missingText, placeOf, progressText } from './found.ts'
import { HereItems } from './HereItems.tsx'
import { ControlContext } from './items.tsx'
import css from './Palette.module.css'
import { RenameForm, type Renaming } from './RenameForm.tsx'
import { fits } from './search.ts'
import { useChoice } from './use-choice.ts'
import { type Most, useFind } from './use-find.ts'

/** How many of each kind are shown at first, and when somebody asks for more of one. */
const FEW: Most = { messages: 5, notes: 4, elsewhere: 5 }
const MORE = 50

export interface PaletteProps {
  readonly me: Persona
  readonly spaces: OpenSpaces
  readonly onClose: () => void
}

/** Go anywhere, do anything. */
export default function Palette({ me, spaces: open, onClose }: PaletteProps) {
  const here = useContext(SpaceContext)
  const single = useMedia(SINGLE)
  const [query, setQuery] = useState('')
  const [most, setMost] = useState<Most>(FEW)
  const found = useFind(query, most, me, open)
  const missing = missingText(found)
  const list = useRef<HTMLDivElement | null>(null)
  const choice = useChoice(list, query, found)
  const [renaming, setRenaming] = useState<Renaming | null>(null)
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
          onEscapeKeyDown={(event) => {
            if (renaming === null) return
            event.preventDefault()
            setRenaming(null)
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (!acted.current) giveFocusBack(before)
            else requestAnimationFrame(() => isFocusLost() && giveFocusBack(before))
          }}
        >
          <Dialog.Title className="sr-only">{renaming?.label ?? 'Search or jump to'}</Dialog.Title>
          {renaming !== null ? (
            <RenameForm what={renaming} onDone={onClose} />
          ) : (
            <ControlContext value={withControl}>
              <Command
                label="Search or jump to"
                value={choice.at}
                onValueChange={choice.take}
                loop
                filter={(value, search, shown) => placeOf(value) ?? fits(shown?.join(' ') ?? '', search)}
                onKeyDownCapture={(event) => {
                  withControl.current = event.ctrlKey || event.metaKey
                  choice.pressed(event)
                }}
                onPointerDownCapture={(event) => {
                  withControl.current = event.ctrlKey || event.metaKey
                }}
              >
                <Command.Input
                  className={css.input}
                  placeholder="Search or jump to…"
                  autoFocus
                  value={query}
                  onValueChange={(text) => {
                    setQuery(text)
                    setMost(FEW)
                    choice.typed()
                  }}
                />
                <div ref={list} className={css.list} onPointerMove={choice.pointed}>
                  <Command.List>
                    <Command.Empty className={css.empty}>{emptyText(query, found)}</Command.Empty>
                    {here !== null && <HereItems run={run} onRename={setRenaming} />}
                    <EverywhereItems here={here?.id ?? null} run={run} />
                    {found.state === 'asked' && found.answer !== null && (
                      <FoundItems
                        answer={found.answer}
                        query={query}
                        open={open}
                        run={run}
                        onMore={(kind, last) => {
                          setMost((before) => ({ ...before, [kind]: MORE }))
                          // What was chosen goes when all are shown: on from where it stood.
                          choice.choose(last)
                        }}
                      />
                    )}
                  </Command.List>
                  {missing !== null && <p className={css.missing}>{missing}</p>}
                </div>
                <p className="sr-only" role="status">
                  {foundText(found)}
                </p>
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
                  {progressText(found) !== null && (
                    <span className={css.progress}>{progressText(found)}</span>
                  )}
                </footer>
              </Command>
            </ControlContext>
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
