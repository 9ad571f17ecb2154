import { type Column, type Figures, timesBetter } from './figures.ts'
import { BARE, type Name } from './names.ts'

/** A Markdown table of what each server needed, how Weft compares, and below it why a figure is missing. */
export function table(columns: readonly Column[], found: ReadonlyMap<Name, Figures>): string {
  const reasons: string[] = []
  const cells = (name: Name, figures: Figures): string[] =>
    columns.map((column) => {
      const figure = figures[column.name] ?? Number.NaN
      if (typeof figure === 'number') return show(figure)
      const reason = `${name}: ${figure.none}`
      if (!reasons.includes(reason)) reasons.push(reason)
      return `– [${reasons.indexOf(reason) + 1}]`
    })
  const lines = [
    row(
      '',
      columns.map(({ name }) => name),
    ),
    `|---|${columns.map(() => '---:|').join('')}`,
    ...[...found].map(([name, figures]) => row(name, cells(name, figures))),
  ]
  const compared = comparison(columns, found)
  if (compared) lines.push(row('Weft, times better', compared))
  return [...lines, ...reasons.map((reason, i) => `\n[${i + 1}] ${reason}`)].join('\n')
}

function comparison(columns: readonly Column[], found: ReadonlyMap<Name, Figures>): string[] | null {
  const peers = [...found].filter(([name]) => name !== 'weft' && !BARE.includes(name)).map(([, one]) => one)
  const weft = found.get('weft')
  const times = columns.map(({ name, better }) =>
    timesBetter(
      better,
      weft?.[name],
      peers.map((one) => one[name]),
    ),
  )
  if (times.every((one) => one === null)) return null
  return times.map((one) => (one === null ? '' : one === Number.POSITIVE_INFINITY ? '∞' : `${show(one)}×`))
}

const row = (name: string, cells: readonly string[]): string => `| ${name} | ${cells.join(' | ')} |`

export function show(value: number): string {
  if (Number.isNaN(value)) return '–'
  if (Number.isInteger(value) && Math.abs(value) < 100) return String(value)
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  if (Math.abs(value) < 0.1) return value.toPrecision(2)
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1)
}
