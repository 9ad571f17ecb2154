import { Command } from 'cmdk'
import { createContext, type ReactNode, useContext } from 'react'
import type { Icon } from '../../ui/icon.ts'
import css from './Palette.module.css'

/** Whether Ctrl or Cmd was held when an item was chosen: cmdk's own event doesn't say. */
export const ControlContext = createContext<{ current: boolean }>({ current: false })

/** What an item does when it is chosen: the palette is gone by then. */
export type Run = (act: () => void) => () => void

interface ItemProps {
  /** Names it among all items; never shown. */
  readonly value: string
  readonly label: string
  readonly glyph: ReactNode
  readonly onSelect: () => void
  /** Ctrl+Enter. */
  readonly onBeside?: () => void
  readonly hint?: string
}

export function Item({ value, label, glyph, hint, onSelect, onBeside }: ItemProps) {
  const withControl = useContext(ControlContext)
  return (
    <Command.Item
      className={css.item}
      value={value}
      keywords={[label]}
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

export const Do = ({ icon: Glyph, label, onSelect }: DoProps) => (
  <Item
    value={`do ${label}`}
    glyph={<Glyph size={16} strokeWidth={1.75} aria-hidden />}
    label={label}
    onSelect={onSelect}
  />
)
