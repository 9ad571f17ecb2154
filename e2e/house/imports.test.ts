import { describe, expect, it } from 'vitest'
import { forbiddenDependencies, forbiddenImports, importsOf } from './imports.ts'
import { files } from './repository.ts'

const WORKSPACES = ['space', 'persistence', 'server', 'web', 'e2e']

describe('imports run only the allowed way', () => {
  it.each(WORKSPACES)('in %s', (workspace) => {
    // This file is left out: it is full of planted violations.
    const sources = files(workspace, /\.(ts|tsx|mts|js|mjs)$/).filter(
      ({ path }) => !import.meta.filename.endsWith(path),
    )
    // A walk that finds nothing would pass for ever.
    expect(sources.flatMap(({ text }) => importsOf(text)).length).toBeGreaterThan(0)
    expect(forbiddenImports(sources)).toEqual([])
  })

  it.each(WORKSPACES)('in what %s depends on', (workspace) => {
    const manifest = files(workspace, /^package\.json$/)[0]
    expect(manifest && forbiddenDependencies(manifest)).toEqual([])
  })
})

describe('the check sees a planted violation', () => {
  const planted: [path: string, code: string, seen: string][] = [
    ['space/src/a.ts', "import { x } from '@weft/server'", 'space may not import server'],
    ['space/src/a.ts', "import { readFile } from 'node:fs'", 'space is pure'],
    ['space/src/a.ts', "export * from '../../web/src/b.ts'", 'behind its package'],
    [
      'persistence/src/a.ts',
      "import type { SpaceId } from '@weft/space'",
      'persistence may not import space',
    ],
    ['persistence/src/a.ts', "const Y = await import('yjs')", 'knows nothing of Yjs'],
    ['persistence/src/a.ts', 'import * as e from "lib0/encoding"', 'knows nothing of Yjs'],
    ['server/src/a.ts', "import '@weft/web/sync'", 'server may not import web'],
    ['server/bin/a.js', "import '../../e2e/x.js'", 'server may not import e2e'],
    ['web/src/a.tsx', "type L = import('@weft/persistence').UpdateLog", 'web may not import persistence'],
    ['web/src/a.tsx', "import { createRooms } from '@weft/server/core'", 'web may not import server'],
    ['web/src/a.tsx', 'import {\n  a,\n  b,\n} from "node:path"', 'web runs in browsers'],
    ['web/src/a.test.ts', "vi.mock('@weft/server')", 'web may not import server'],
  ]
  it.each(planted)('%s: %s', (path, text, seen) => {
    expect(forbiddenImports([{ path, text }]).join()).toContain(seen)
  })

  it('and a planted dependency', () => {
    const text = JSON.stringify({ dependencies: { '@weft/server': '0.1.0', yjs: '13.6.33' } })
    expect(forbiddenDependencies({ path: 'persistence/package.json', text })).toHaveLength(2)
  })

  it('and lets through what is allowed, comments, and addresses in strings', () => {
    const text = [
      "import { spaceId } from '@weft/space'",
      "import * as Y from 'yjs'",
      "// import '@weft/web' was here once",
      "/* from '@weft/e2e' */ const page = 'https://example.org' // from '@weft/web'",
      "import { x } from '../people.ts'",
    ].join('\n')
    expect(forbiddenImports([{ path: 'server/src/room/a.ts', text }])).toEqual([])
  })
})
