import { Copy, Download, RefreshCw, RotateCcw, Trash2 } from 'lucide-react'
import { Suspense, useState } from 'react'
import { useLive, usePaced, whole } from '../app/live.ts'
import { useSpace } from '../app/space.tsx'
import type { Refused } from '../sync/contract.ts'
import { sinceText } from '../timeline/list/days.ts'
import { Button } from '../ui/Button.tsx'
import { cx } from '../ui/classes.ts'
import { useCopy } from '../ui/copy.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import { useNotices } from '../ui/notices.ts'
import { useNow } from '../ui/now.ts'
import { damagedText, keepingText, linkText, refusalText, savedText } from './panel-words.ts'
import { refusedFile, refusedWords } from './refused-work.ts'
import css from './StatusPanel.module.css'

const ConfirmDialog = lazyPart(() => import('../ui/ConfirmDialog.tsx'))

/** All that is known about how safe one's words are. */
export default function StatusPanel() {
  const { session } = useSpace()
  const link = useLive(session.link)
  const keeping = usePaced(session.keeping, whole)
  const refused = useLive(session.refused)
  const now = useNow(1000)
  const lost = link.state === 'offline' || link.state === 'stopped'
  return (
    <div className={css.panel}>
      <Line tone={keeping.unsaved === 0 ? 'good' : 'wait'} title="Server">
        {savedText(keeping, refused.length, now)}
      </Line>
      <Line
        tone={keeping.failure !== null ? 'bad' : keeping.unkept > 0 ? 'wait' : 'good'}
        title="This device"
      >
        {keepingText(keeping)}
        {keeping.damaged > 0 && ` ${damagedText(keeping.damaged)}`}
      </Line>
      <Line
        tone={link.state === 'online' ? 'good' : link.state === 'stopped' ? 'bad' : 'warn'}
        title="Connection"
      >
        {linkText(link, now)}
      </Line>
      <Button icon={RefreshCw} size="s" look={lost ? 'primary' : 'plain'} onClick={() => session.retry()}>
        Sync now
      </Button>
      <RefusedList now={now} />
    </div>
  )
}

/** What the server didn't take of this device's. `gone`: nor will it, because the space isn't there any more. */
export function RefusedList({ now, gone = false }: { readonly now: number; readonly gone?: boolean }) {
  const { session } = useSpace()
  const refused = useLive(session.refused)
  if (refused.length === 0) return null
  return (
    <section className={css.refused}>
      <h3 className={css.heading}>Not accepted by the server</h3>
      {refused.map((one) => (
        <RefusedWork key={one.id} work={one} now={now} gone={gone} />
      ))}
    </section>
  )
}

interface LineProps {
  readonly tone: 'good' | 'wait' | 'warn' | 'bad'
  readonly title: string
  readonly children: React.ReactNode
}
const Line = ({ tone, title, children }: LineProps) => (
  <div className={css.line}>
    <span className={cx(css.dot, css[tone])} aria-hidden />
    <div>
      <div className={css.name}>{title}</div>
      <div className={css.said}>{children}</div>
    </div>
  </div>
)

interface RefusedWorkProps {
  readonly work: Refused
  readonly now: number
  readonly gone: boolean
}
function RefusedWork({ work, now, gone }: RefusedWorkProps) {
  const { session } = useSpace()
  const board = useNotices()
  const copy = useCopy()
  const [deleting, setDeleting] = useState(false)
  const words = refusedWords(work.update)
  const trouble = (error: unknown): void => {
    board.say({ text: error instanceof Error ? error.message : String(error), trouble: true })
  }
  const save = (): void => {
    const file = refusedFile(work, session.space)
    const url = URL.createObjectURL(new Blob([file.text], { type: 'application/json' }))
    const link = document.createElement('a')
    link.href = url
    link.download = file.name
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <article className={css.work}>
      <p className={css.said}>
        {sinceText(work.at, now)}. {refusalText(work.reason)}
      </p>
      <p className={css.words}>
        {words === '' ? 'A change without words (a deletion, a mark, a move).' : words}
      </p>
      <div className={css.acts}>
        <Button size="s" icon={Copy} disabled={words === ''} onClick={() => copy(words)}>
          Copy words
        </Button>
        <IconButton icon={Download} label="Save as a file" onClick={save} />
        {!gone && (
          <IconButton
            icon={RotateCcw}
            label="Try again"
            onClick={() => void session.retryRefused(work.id).catch(trouble)}
          />
        )}
        <IconButton icon={Trash2} label="Delete from this device" onClick={() => setDeleting(true)} />
      </div>
      {deleting && (
        <Suspense fallback={null}>
          <ConfirmDialog
            title="Delete it from this device?"
            confirm="Delete"
            onClose={() => setDeleting(false)}
            onConfirm={() => void session.forgetRefused(work.id).catch(trouble)}
          >
            The server hasn’t taken these words. This device has the only copy.
          </ConfirmDialog>
        </Suspense>
      )}
    </article>
  )
}
