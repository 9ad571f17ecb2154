import { X } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { cx } from './classes.ts'
import { IconButton } from './IconButton.tsx'
import css from './Notices.module.css'
import { type ShownNotice, useNotices } from './notices.ts'

/** Milliseconds that a notice stays; one with something to press, or with trouble, stays longer. */
const stay = (notice: ShownNotice): number =>
  notice.trouble === true || notice.action !== undefined ? 8000 : 4000

export function Notices() {
  const board = useNotices()
  const shown = useSyncExternalStore(board.subscribe, board.get)
  return (
    <section className={css.board} aria-label="Notices" aria-live="polite">
      {shown.map((notice) => (
        <NoticeCard key={notice.key} notice={notice} onClose={() => board.close(notice.key)} />
      ))}
    </section>
  )
}

function NoticeCard({ notice, onClose }: { readonly notice: ShownNotice; readonly onClose: () => void }) {
  const [held, setHeld] = useState(false)
  const goes = notice.stays !== true && !held
  // The time starts anew only when a hand leaves it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: a new closure of the same close must not restart it
  useEffect(() => {
    if (!goes) return
    const timer = setTimeout(onClose, stay(notice))
    return () => clearTimeout(timer)
  }, [goes, notice])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: reason: resting on it only holds it; nothing is operated
    <div
      className={cx(css.notice, notice.trouble === true && css.trouble)}
      role={notice.trouble === true ? 'alert' : undefined}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className={css.text}>{notice.text}</span>
      {notice.action !== undefined && (
        <button
          type="button"
          className={css.action}
          onClick={() => {
            onClose()
            notice.action?.run()
          }}
        >
          {notice.action.label}
        </button>
      )}
      <IconButton icon={X} label="Dismiss" className={css.close ?? ''} onClick={onClose} />
    </div>
  )
}
