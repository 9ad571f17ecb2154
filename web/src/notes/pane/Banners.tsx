import { CircleAlert, Eye, FileX2, RefreshCw, Sparkles } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { cx } from '../../ui/classes.ts'
import type { Icon } from '../../ui/icon.ts'
import css from './Banners.module.css'
import type { EditorState } from './use-mounted-note.ts'

interface BannersProps {
  readonly state: EditorState
  readonly deleted: boolean
  readonly viewer: boolean
  readonly readOnly: boolean
  readonly text: () => string
  readonly onRetry: () => void
  readonly onClose: (() => void) | undefined
}

/** What a person must know before they read or write on: one line, the most important one. */
export function Banners({ state, deleted, viewer, readOnly, text, onRetry, onClose }: BannersProps) {
  const [copied, setCopied] = useState(false)
  const copy = (): void => {
    void navigator.clipboard.writeText(text()).then(() => setCopied(true))
  }
  const copyButton = (
    <button type="button" className={css.action} onClick={copy}>
      {copied ? 'Copied' : 'Copy its text'}
    </button>
  )
  if (deleted)
    return (
      <Banner icon={FileX2} warn>
        This note was deleted. This is what it said; copy what you need. {copyButton}
        {onClose !== undefined && (
          <button type="button" className={css.action} onClick={onClose}>
            Close
          </button>
        )}
      </Banner>
    )
  if (state.kind === 'frozen')
    return (
      <Banner icon={CircleAlert} warn>
        This note can’t be edited here right now. Its text is safe, and shown plainly.{' '}
        <button type="button" className={css.action} onClick={onRetry}>
          Try again
        </button>
        {copyButton}
      </Banner>
    )
  if (state.kind === 'unknown')
    return (
      <Banner icon={Sparkles} warn>
        Part of this note was made with a newer version of Weft. Nothing of it is lost; to write in it,
        reload.{' '}
        <button type="button" className={css.action} onClick={() => location.reload()}>
          Reload
        </button>
      </Banner>
    )
  if (state.kind === 'rebuilt')
    return (
      <Banner icon={RefreshCw}>
        The editor was set up anew from the shared text. Look over what you typed last.
      </Banner>
    )
  if (viewer && readOnly) return <Banner icon={Eye}>You can read along here, and not write.</Banner>
  return null
}

function Banner({
  icon: Glyph,
  warn = false,
  children,
}: {
  readonly icon: Icon
  readonly warn?: boolean
  readonly children: ReactNode
}) {
  return (
    <div className={cx(css.banner, warn && css.warn)} role="status">
      <Glyph size={15} strokeWidth={1.75} aria-hidden />
      <div className={css.words}>{children}</div>
    </div>
  )
}
