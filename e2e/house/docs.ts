import { existsSync } from 'node:fs'
import { posix, resolve } from 'node:path'
import { lineOf, root, type TextFile } from './repository.ts'

/** The anchor that a Markdown heading gets where the pages are shown. */
export const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[`*_]/g, '')
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replace(/\s/g, '-')

export const headings = (text: string): string[] =>
  [...text.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map((match) => match[1] ?? '')

/** Code is shown, not followed. Blanked, so that lines keep their numbers. */
const withoutCode = (text: string): string =>
  text.replace(/^(```|~~~)[\s\S]*?^\1|`[^`\n]*`/gm, (match) => match.replace(/[^\n]/g, ' '))

/** Links and pictures that lead nowhere in this repository, and links to headings that aren't there. */
export function deadLinks(pages: readonly TextFile[], exists = existsInRepository): string[] {
  const anchors = new Map(pages.map(({ path, text }) => [path, new Set(headings(text).map(anchorOf))]))
  return pages.flatMap(({ path, text }) =>
    [...withoutCode(text).matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)|(?:src|srcset|href)="([^"]+)"/g)].flatMap(
      (match) => {
        const target = match[1] ?? match[2] ?? ''
        if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return []
        const [file = '', anchor] = target.split('#')
        const at = `${path}:${lineOf(text, match.index)}`
        const full = file === '' ? path : posix.normalize(posix.join(posix.dirname(path), decodeURI(file)))
        if (file !== '' && !exists(full)) return [`${at} links to ${target}, which does not exist`]
        if (anchor !== undefined && anchors.get(full)?.has(anchor) === false)
          return [`${at} links to ${target}, but ${full} has no such heading`]
        return []
      },
    ),
  )
}

/** Files of ours that a page names in code, like `server/src/room/room.ts`, and that are gone. */
export function deadPaths(pages: readonly TextFile[], exists = existsInRepository): string[] {
  const named = /`((?:space|persistence|server|web|e2e|docs)\/[\w./-]+\.\w+)(?::\d+)?`/g
  return pages.flatMap(({ path, text }) =>
    [...text.matchAll(named)].flatMap((match) => {
      const file = match[1] ?? ''
      return exists(file) ? [] : [`${path}:${lineOf(text, match.index)} names ${file}, which does not exist`]
    }),
  )
}

function existsInRepository(path: string): boolean {
  return !path.startsWith('..') && existsSync(resolve(root, path))
}
