import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

/** What is made, installed or written at run time: not the project's own text. */
const NOT_OURS = new Set([
  'node_modules',
  'dist',
  'data',
  '.git',
  'test-results',
  'playwright-report',
  'coverage',
])

export interface TextFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string
  readonly text: string
}

/** Every file of ours under `folder` (from the root) whose name matches, with its text, in a stable order. */
export function files(folder: string, name: RegExp): TextFile[] {
  const found: TextFile[] = []
  const walk = (at: string) => {
    const entries = readdirSync(at, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const entry of entries) {
      if (NOT_OURS.has(entry.name)) continue
      const path = join(at, entry.name)
      if (entry.isDirectory()) walk(path)
      else if (entry.isFile() && name.test(entry.name))
        found.push({ path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') })
    }
  }
  walk(resolve(root, folder))
  return found
}

/** `1` for the first line. */
export const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length
