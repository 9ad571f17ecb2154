import { type AuditEntry, auditText } from '@weft/space/audit'

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Ms since 1970 of a date, a time, or so long ago; NaN for what is none. */
export function sinceOf(text: string, now: number): number {
  const ago = /^(\d{1,6})([mhd])$/.exec(text.trim())
  if (ago !== null) return now - Number(ago[1]) * (UNITS[ago[2] ?? ''] ?? Number.NaN)
  return /^\d{4}-\d\d-\d\d/.test(text.trim()) ? Date.parse(text.trim()) : Number.NaN
}

/** One line of the record, for a terminal. `scoped`: with the space that it belongs to. */
export function auditLine(
  entry: AuditEntry & { readonly scope: string },
  names: ReadonlyMap<string, string>,
  scoped: boolean,
): string {
  const time = `${new Date(entry.at).toISOString().slice(0, 19)}Z`
  const text = auditText(entry, (id) => plain(names.get(id) ?? 'somebody'))
  const from = entry.from === null ? '' : `  from ${entry.from}`
  return `${time}  ${scoped ? `${entry.scope.padEnd(22)}  ` : ''}${text}${from}`
}

/** A name can't move a terminal's cursor. */
const plain = (name: string): string => name.replaceAll(/\p{Cc}/gu, '�')
