import { availableParallelism, cpus } from 'node:os'
import { isPinned, NAMES, type Name, versionOf } from './contenders.ts'
import { type Figures, WORKLOADS } from './workloads.ts'

/** `npm run bench -- [workload …] [--only name,name]`: every server in turn, one run, figures side by side. */
const args = process.argv.slice(2)
const onlyAt = args.indexOf('--only')
const only = onlyAt < 0 ? NAMES : (args.splice(onlyAt, 2)[1] ?? '').split(',')
const names = NAMES.filter((name) => only.includes(name))
const wanted = args.length === 0 ? WORKLOADS : WORKLOADS.filter((one) => args.includes(one.name))
if (wanted.length === 0 || names.length === 0) {
  console.error(`Say some of: ${WORKLOADS.map((one) => one.name).join(', ')}; --only ${NAMES.join(',')}.`)
  process.exit(2)
}

const show = (value: number): string =>
  Number.isNaN(value)
    ? '–'
    : value >= 100
      ? Math.round(value).toLocaleString('en')
      : value.toFixed(value < 10 ? 2 : 1)

console.log(`${cpus()[0]?.model ?? 'a machine'}, ${availableParallelism()} cores, Node ${process.version}`)
console.log(
  isPinned ? 'The server has a core of its own.' : 'No taskset here: server and clients share cores.',
)
for (const name of names) console.log(`  ${name} ${versionOf(name)}`)

for (const workload of wanted) {
  console.log(`\n## ${workload.title}\n`)
  const found = new Map<Name, Figures>()
  for (const name of names) {
    if (workload.without?.includes(name)) continue
    found.set(name, await workload.run(name))
  }
  console.log(`| | ${workload.columns.join(' | ')} |`)
  console.log(`|---|${workload.columns.map(() => '---:|').join('')}`)
  for (const [name, figures] of found)
    console.log(
      `| ${name} | ${workload.columns.map((column) => show(figures[column] ?? Number.NaN)).join(' | ')} |`,
    )
  const [first] = workload.columns
  const weft = first === undefined ? undefined : found.get('weft')?.[first]
  if (first === undefined || weft === undefined) continue
  const others = [...found]
    .filter(([name]) => name !== 'weft' && name !== 'relay')
    .map(([, figures]) => figures[first] ?? Number.NaN)
  const best = Math.min(...others)
  if (weft > 0 && Number.isFinite(best))
    console.log(`\n${first}: the better of the two others has ${(best / weft).toFixed(1)} times Weft's.`)
}
