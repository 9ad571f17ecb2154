import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { MOST_AMNESTY_HOURS } from '../people/amnesty.ts'
import { DEFAULTS } from './config.ts'
import { OPERATIONS, type Operation, type Operator, type Request } from './operations.ts'
import { print, printJson } from './print.ts'
import { Problem } from './problem.ts'
import { asSentence } from './sentence.ts'

export const dataOption = (): Option =>
  new Option('--data <folder>', 'the data folder').env('WEFT_DATA').default(DEFAULTS.data)

/** The checked request, or one sentence about what is wrong with it. */
export function wish<K extends Operation>(name: K, value: unknown): Request<K> {
  const parsed = OPERATIONS[name].request.safeParse(value)
  if (parsed.success) return parsed.data as Request<K>
  throw new Problem(asSentence(firstMessage(parsed.error.issues)))
}

interface Issue {
  readonly message: string
  readonly errors?: readonly (readonly Issue[])[]
}
/** Of a choice between shapes, what is wrong with the last one tried that has the right fields. */
function firstMessage(issues: readonly Issue[]): string {
  const issue = issues[0]
  const inner = issue?.errors?.flat().find((one) => !one.message.startsWith('Invalid input'))
  return inner?.message ?? issue?.message ?? 'that was not understood'
}

export async function reach<T>(
  data: string,
  use: (operator: Operator) => Promise<T>,
  make = false,
): Promise<T> {
  // Loaded when a wish has passed its check: it takes most of a second.
  const { withOperator } = await import('./reach.ts')
  return withOperator(resolve(data), { make }, use)
}

export interface Common {
  readonly data: string
  readonly json?: boolean
}

interface NewToken {
  readonly space?: string
  readonly newSpace?: string
  readonly role: string
  readonly name: string
  readonly days: string
}

const untilText = (at: number): string => `until ${new Date(at).toISOString().slice(0, 16)}Z`
const until = (expires: number | null): string => (expires === null ? 'no end' : untilText(expires))

/** The commands that work on a data folder, whether or not a server runs on it. */
export function addOperatorCommands(program: Command): void {
  const token = program.command('token').description('API tokens: how programs sign in')
  token
    .command('create')
    .description('make a token for one space; its secret is shown once')
    .option('--space <id>', 'for this space')
    .option('--new-space <name>', 'for a new space of this name')
    .addOption(new Option('--role <role>', 'member writes, viewer reads').default('member'))
    .option('--name <name>', 'how it is called on the screens', 'Program')
    .option('--days <number>', 'how long it lasts; 0 for ever', '0')
    .addOption(dataOption())
    .option('--json', 'print one JSON object')
    .action(async (o: Common & NewToken) => {
      if ((o.space === undefined) === (o.newSpace === undefined))
        throw new Problem('Say either --space with an id, or --new-space with a name.')
      const target = o.space === undefined ? { newSpace: o.newSpace } : { space: o.space }
      const request = wish('createToken', { target, role: o.role, name: o.name, days: orNone(o.days) })
      const made = await reach(o.data, (operator) => operator.createToken(request), o.newSpace !== undefined)
      if (o.json) printJson(made)
      else
        print(
          `token  ${made.token}\nspace  ${made.space}\nrole   ${made.role}\nsync   ${made.sync}${made.space}`,
        )
    })

  token
    .command('list')
    .description('list the tokens of a space')
    .requiredOption('--space <id>', 'of this space')
    .addOption(dataOption())
    .option('--json', 'print one JSON object')
    .action(async (o: Common & { space: string }) => {
      const request = wish('tokens', { space: o.space })
      const { tokens } = await reach(o.data, (operator) => operator.tokens(request))
      if (o.json) printJson({ tokens })
      else if (tokens.length === 0) print('No tokens.')
      else for (const t of tokens) print(`${t.id}  ${t.role}  ${until(t.expires)}  ${t.name}`)
    })
  token
    .command('revoke')
    .description('end a token; its connections close at once')
    .argument('<token>', 'its id, as `weft token list` shows it')
    .requiredOption('--space <id>', 'of this space')
    .addOption(dataOption())
    .action(async (id: string, o: Common & { space: string }) => {
      const request = wish('revokeToken', { space: o.space, token: id })
      await reach(o.data, (operator) => operator.revokeToken(request))
    })

  const invite = program.command('invite').description('invitation links: how people join')
  invite
    .command('create')
    .description('make a link that lets its opener into a space')
    .requiredOption('--space <id>', 'into this space')
    .addOption(new Option('--role <role>', 'member writes, viewer reads').default('member'))
    .option('--hours <number>', 'how long it opens; 0 for ever', '168')
    .option('--uses <number>', 'how many people it lets in; 0 for any number', '0')
    .addOption(dataOption())
    .option('--json', 'print one JSON object')
    .action(async (o: Common & { space: string; role: string; hours: string; uses: string }) => {
      const [hours, uses] = [orNone(o.hours), orNone(o.uses)]
      const request = wish('createInvitation', { space: o.space, role: o.role, hours, uses })
      const made = await reach(o.data, (operator) => operator.createInvitation(request))
      if (o.json) printJson(made)
      else print(made.url)
    })

  invite
    .command('list')
    .description('list the links into a space that still open')
    .requiredOption('--space <id>', 'into this space')
    .addOption(dataOption())
    .option('--json', 'print one JSON object')
    .action(async (o: Common & { space: string }) => {
      const request = wish('invitations', { space: o.space })
      const { invitations } = await reach(o.data, (operator) => operator.invitations(request))
      if (o.json) printJson({ invitations })
      else if (invitations.length === 0) print('No open links.')
      else
        for (const i of invitations)
          print(
            `${i.id}  ${i.role}  ${until(i.expires)}  ${i.left === null ? 'any number of' : i.left} uses left`,
          )
    })
  invite
    .command('revoke')
    .description('end a link: it opens no more')
    .argument('<link>', 'its id, as `weft invite list` shows it')
    .requiredOption('--space <id>', 'into this space')
    .addOption(dataOption())
    .action(async (id: string, o: Common & { space: string }) => {
      const request = wish('revokeInvitation', { space: o.space, invitation: id })
      await reach(o.data, (operator) => operator.revokeInvitation(request))
    })

  program
    .command('owner-link')
    .description('make a one-time link that makes its opener an owner of this server (for 24 hours)')
    .addOption(dataOption())
    .option('--json', 'print one JSON object')
    .action(async (o: Common) => {
      const made = await reach(o.data, (operator) => operator.ownerLink({}), true)
      if (o.json) printJson(made)
      else print(made.url)
    })

  program
    .command('spaces')
    .description('list the spaces')
    .addOption(dataOption())
    .option('--json', 'print one JSON object')
    .action(async (o: Common) => {
      const { spaces } = await reach(o.data, (operator) => operator.spaces({}))
      if (o.json) printJson({ spaces })
      else if (spaces.length === 0) print('No spaces yet.')
      else
        for (const s of spaces)
          print(
            `${s.id}  ${s.people} people, ${s.here} here  ${s.name}${s.archived === null ? '' : ' (archived)'}`,
          )
    })

  program
    .command('people')
    .description('list who has a role in a space')
    .requiredOption('--space <id>', 'in this space')
    .addOption(dataOption())
    .option('--json', 'print one JSON object')
    .action(async (o: Common & { space: string }) => {
      const request = wish('people', { space: o.space })
      const { people } = await reach(o.data, (operator) => operator.people(request))
      if (o.json) printJson({ people })
      else
        for (const p of people)
          print(`${p.id}  ${p.role.padEnd(6)}  ${p.name}${p.program ? ' (a program)' : ''}`)
    })

  program
    .command('role')
    .description('change what somebody may do in a space, or take it away; open connections follow at once')
    .requiredOption('--space <id>', 'in this space')
    .requiredOption('--person <id>', 'this person or program')
    .requiredOption('--role <role>', 'owner, member, viewer or none')
    .addOption(dataOption())
    .action(async (o: Common & { space: string; person: string; role: string }) => {
      const role = o.role === 'none' ? null : o.role
      const request = wish('setRole', { space: o.space, person: o.person, role })
      await reach(o.data, (operator) => operator.setRole(request))
    })

  program
    .command('amnesty')
    .description('take back, for some hours, what devices still have, whoever wrote it; for after a restore')
    .requiredOption('--space <id>', 'in this space')
    .option('--hours <number>', `how long, up to ${MOST_AMNESTY_HOURS}; without it, says whether one is open`)
    .option('--end', 'end it now')
    .addOption(dataOption())
    .option('--json', 'print one JSON object')
    .action(async (o: Common & { space: string; hours?: string; end?: boolean }) => {
      if (o.end === true && o.hours !== undefined) throw new Problem('Say either --hours or --end.')
      if (o.end === true) {
        const request = wish('endAmnesty', { space: o.space })
        await reach(o.data, (operator) => operator.endAmnesty(request))
        return
      }
      const { until } =
        o.hours === undefined ? await askAmnesty(o.data, o.space) : await openFor(o.data, o.space, o.hours)
      if (o.json) printJson({ until })
      else print(until === null ? 'No amnesty is open.' : `Open ${untilText(until)}.`)
    })

  program
    .command('import')
    .description('turn a Markdown file into a note')
    .argument('<file>', 'the Markdown file')
    .requiredOption('--space <id>', 'into this space')
    .option('--title <title>', 'instead of its first heading or its name')
    .addOption(dataOption())
    .option('--json', 'print one JSON object')
    .action(async (file: string, o: Common & { space: string; title?: string }) => {
      const markdown = await readText(file)
      const fallback = basename(file, extname(file))
      const request = wish('importNote', { space: o.space, title: o.title ?? null, fallback, markdown })
      const made = await reach(o.data, (operator) => operator.importNote(request))
      if (o.json) printJson(made)
      else print(`“${made.title}” is a note now (${made.note}).`)
    })

  program
    .command('export')
    .description('write a space as Markdown and JSON')
    .requiredOption('--space <id>', 'this space')
    .requiredOption('--out <folder>', 'into this folder')
    .addOption(dataOption())
    .option('--json', 'print one JSON object')
    .action(async (o: Common & { space: string; out: string }) => {
      const request = wish('exportSpace', { space: o.space })
      const { name, files } = await reach(o.data, (operator) => operator.exportSpace(request))
      const out = resolve(o.out)
      for (const { path, text } of files) await write(join(out, path), text)
      if (o.json) printJson({ name, out, files: files.map(({ path }) => path) })
      else print(`“${name}” is in ${out}: ${files.length} files.`)
    })
}

function askAmnesty(data: string, space: string): Promise<{ until: number | null }> {
  const request = wish('amnesty', { space })
  return reach(data, (operator) => operator.amnesty(request))
}
function openFor(data: string, space: string, hours: string): Promise<{ until: number }> {
  const request = wish('openAmnesty', { space, hours: hours.trim() === '' ? Number.NaN : Number(hours) })
  return reach(data, (operator) => operator.openAmnesty(request))
}

/** 0 stands for "no end"; what isn't a number is left for the check to name. */
function orNone(text: string): unknown {
  const number = text.trim() === '' ? Number.NaN : Number(text)
  return number === 0 ? null : number
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new Problem(`${file} can't be written (${why}); choose another folder with --out.`, {
      cause: error,
    })
  }
}

async function readText(file: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
  } catch (error) {
    if (error instanceof TypeError) throw new Problem(`${file} is not text in UTF-8.`, { cause: error })
    throw new Problem(`${file} can't be read; name a Markdown file.`, { cause: error })
  }
}
