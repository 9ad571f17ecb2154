import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './repository.ts'

interface Copy {
  readonly name: string
  readonly version: string
  readonly path: string
}

/** Every package that is installed anywhere in the checkout, nested copies and all; links of the workspaces left out. */
function installed(): Copy[] {
  const copies: Copy[] = []
  const add = (path: string) => {
    const manifest = join(path, 'package.json')
    if (existsSync(manifest)) {
      const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as Copy
      copies.push({ name, version, path: relative(root, path) })
    }
    walk(join(path, 'node_modules'))
  }
  const walk = (modules: string) => {
    if (!existsSync(modules)) return
    for (const entry of readdirSync(modules, { withFileTypes: true })) {
      if (!entry.isDirectory() || entry.name.startsWith('.')) continue
      const path = join(modules, entry.name)
      if (!entry.name.startsWith('@')) add(path)
      else
        for (const scoped of readdirSync(path, { withFileTypes: true }))
          if (scoped.isDirectory()) add(join(path, scoped.name))
    }
  }
  for (const at of ['', 'space', 'persistence', 'server', 'web', 'e2e']) walk(join(root, at, 'node_modules'))
  return copies
}

describe('what is installed', () => {
  const copies = installed()

  // Two copies of yjs break its instanceof checks: a document made by one is a stranger to the other (yjs#438).
  it.each(['yjs', 'lib0', 'y-protocols', 'lexical', '@lexical/yjs', 'react', 'react-dom'])(
    'has one copy of %s',
    (name) => {
      expect(copies.filter((copy) => copy.name === name)).toHaveLength(1)
    },
  )

  // `npm i lexical` alone takes a newer one, whose packages don't fit those at the older version.
  it('has all of Lexical at one version', () => {
    const lexical = copies.filter(({ name }) => name === 'lexical' || name.startsWith('@lexical/'))
    expect(lexical.length).toBeGreaterThan(5)
    expect([...new Set(lexical.map(({ version }) => version))]).toEqual(['0.52.0'])
  })
})

describe('the lock file', () => {
  it('names no registry of somebody’s own', () => {
    const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
    const hosts = [...lock.matchAll(/"resolved": "(https?:\/\/[^/"]+)/g)].map((match) => match[1])
    expect([...new Set(hosts)].filter((host) => host !== 'https://registry.npmjs.org')).toEqual([])
  })
})
