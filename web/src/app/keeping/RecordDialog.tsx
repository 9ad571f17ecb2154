import type { SpaceId } from '@weft/space'
import { type AuditEntry, auditText } from '@weft/space/audit'
import { useState } from 'react'
import { clockText, dayText, sinceText } from '../../timeline/list/days.ts'
import { Button } from '../../ui/Button.tsx'
import { cx } from '../../ui/classes.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { troubleText } from '../http.ts'
import page from '../Page.module.css'
import { byDay } from './by-day.ts'
import { type SpaceRecord, useRecord } from './queries.ts'
import css from './Record.module.css'

interface RecordDialogProps {
  /** Null: of the server. */
  readonly space: SpaceId | null
  readonly name: string
  readonly onClose: () => void
}

const NONE: SpaceRecord = { entries: [], names: new Map(), more: false }

/** Who did what in a space, for its owners; or on the server. From where is told to an owner of the server. */
export function RecordDialog({ space, name, onClose }: RecordDialogProps) {
  const [pages, setPages] = useState(1)
  const record = useRecord(space, pages)
  const { entries, names, more } = record.data ?? NONE
  const now = Date.now()
  return (
    <Dialog
      title={`Record of ${name}`}
      description={
        space === null
          ? 'Who signed in from where, which spaces were deleted, and what the server refused. Each space has its own record beside this one.'
          : 'Who signed in, who changed whose role, links and tokens, and what the server refused. Nothing of what was written here.'
      }
      onClose={onClose}
    >
      {record.error !== null && (
        <p className={page.trouble} role="alert">
          {troubleText(record.error)}
        </p>
      )}
      {record.isPending && <p className={css.waiting}>Asking the server…</p>}
      {byDay(entries, (at) => dayText(at, now)).map(({ day, entries }) => (
        <section key={day} className={css.day} aria-label={day}>
          <h3>{day}</h3>
          <ul>
            {entries.map((entry, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: reason: a record is only ever added to, and shown anew as a whole
              <Line key={n} entry={entry} names={names} />
            ))}
          </ul>
        </section>
      ))}
      {more && (
        <Button
          size="s"
          className={css.more}
          busy={record.isPlaceholderData}
          onClick={() => setPages(pages + 1)}
        >
          Older
        </Button>
      )}
    </Dialog>
  )
}

const untilText = (at: number): string => sinceText(at, Date.now())

function Line({ entry, names }: { readonly entry: AuditEntry; readonly names: SpaceRecord['names'] }) {
  return (
    <li className={cx(css.line, entry.what === 'refused' && css.refused)}>
      <time dateTime={new Date(entry.at).toISOString()}>{clockText(entry.at)}</time>
      <span>
        {auditText(entry, (id) => names.get(id) ?? 'somebody', untilText)}{' '}
        {entry.from !== null && <small>from {entry.from}</small>}
      </span>
    </li>
  )
}
