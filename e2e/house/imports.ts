import { posix } from 'node:path'
import { lineOf, type TextFile } from './repository.ts'

/** The house: which workspace may import which. `docs/README.md` draws it. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  space: [],
  persistence: [],
  server: ['space', 'persistence'],
  web: ['space'],
  e2e: ['space', 'persistence', 'server', 'web'],
}

/** Outside packages that a workspace must do without, and why. */
const MUST_NOT: readonly { readonly in: string; readonly what: RegExp; readonly why: string }[] = [
  { in: 'space/src/', what: /^node:/, why: 'space is pure and runs in browsers too' },
  { in: 'web/src/', what: /^node:/, why: 'web runs in browsers' },
  { in: 'persistence/', what: /^(yjs|y-[a-z]+|lib0)(\/|$)/, why: 'persistence knows nothing of Yjs' },
]

export interface Import {
  readonly specifier: string
  readonly line: number
}

/** Everything a module's text names as an import: static, side effect, re-export, dynamic, of types, and mocked. */
export function importsOf(text: string): Import[] {
  // Comments are blanked, not cut, so that lines keep their numbers. Those inside strings are kept: 'https://…'.
  const code = text.replace(
    /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (match) => (match.startsWith('/') ? match.replace(/[^\n]/g, ' ') : match),
  )
  const named = /(?:\bfrom|\bimport|\bmock)\s*\(?\s*(?:'([^'\n]+)'|"([^"\n]+)"|`([^`$\n]+)`)/g
  return [...code.matchAll(named)].map((match) => ({
    specifier: match[1] ?? match[2] ?? match[3] ?? '',
    line: lineOf(code, match.index),
  }))
}

/** One sentence for each import that leads a way it may not go. */
export function forbiddenImports(sources: readonly TextFile[]): string[] {
  return sources.flatMap((source) =>
    importsOf(source.text).flatMap(({ specifier, line }) =>
      objections(source.path, specifier).map((why) => `${source.path}:${line} imports ${specifier}: ${why}`),
    ),
  )
}

/** The same rule for what a `package.json` declares: a dependency is a promise to import. */
export function forbiddenDependencies(manifest: TextFile): string[] {
  const { dependencies, devDependencies, peerDependencies } = JSON.parse(manifest.text) as Record<
    string,
    Record<string, string> | undefined
  >
  return Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies }).flatMap((name) =>
    objections(manifest.path, name).map((why) => `${manifest.path} depends on ${name}: ${why}`),
  )
}

function objections(path: string, specifier: string): string[] {
  const home = path.split('/')[0] ?? ''
  const target = workspaceOf(path, specifier)
  const found: string[] = []
  if (target !== null && target !== home) {
    if (specifier.startsWith('.')) found.push(`it reaches into ${target} behind its package`)
    if (!MAY_IMPORT[home]?.includes(target)) found.push(`${home} may not import ${target}`)
  }
  for (const rule of MUST_NOT) if (path.startsWith(rule.in) && rule.what.test(specifier)) found.push(rule.why)
  return found
}

/** The workspace that a specifier leads to; null for an outside package and for what is above the workspaces. */
function workspaceOf(path: string, specifier: string): string | null {
  const ours = /^@weft\/([^/]+)/.exec(specifier)
  if (ours) return ours[1] ?? null
  if (!specifier.startsWith('.')) return null
  const target = posix.join(posix.dirname(path), specifier).split('/')[0] ?? ''
  return target in MAY_IMPORT ? target : null
}
