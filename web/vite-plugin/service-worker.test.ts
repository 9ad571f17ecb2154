import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, type Rolldown } from 'vite'
import { expect, test } from 'vitest'
import { serviceWorker } from './service-worker.ts'

const entry = join(import.meta.dirname, '../src/service-worker/worker.ts')

/** Builds an app of three files and one public one; gives the worker's source. */
async function buildApp(word: string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'weft-worker-'))
  try {
    await mkdir(join(root, 'public'))
    await writeFile(join(root, 'public/theme.js'), `document.title = ${JSON.stringify(word)}`)
    await writeFile(join(root, 'index.html'), '<script type="module" src="/main.js"></script>')
    await writeFile(join(root, 'main.js'), "import('./lazy.js').then(({ lazy }) => lazy())")
    await writeFile(join(root, 'lazy.js'), 'export const lazy = () => document.body.append("lazy")')
    const { output } = (await build({
      root,
      configFile: false,
      logLevel: 'silent',
      plugins: [serviceWorker(entry)],
      build: { write: false, sourcemap: true },
    })) as Rolldown.RolldownOutput
    const worker = output.find(({ fileName }) => fileName === 'sw.js')
    return worker?.type === 'asset' ? String(worker.source) : ''
  } finally {
    await rm(root, { recursive: true })
  }
}

const versionOf = (source: string) => /version:[`"']([\w-]{16})[`"']/.exec(source)?.[1]

test('sw.js lists the page, every chunk and every public file, and no source map; another content is another version', async () => {
  const [one, same, other] = await Promise.all([buildApp('one'), buildApp('one'), buildApp('other')])
  expect(one).toMatch(/[`"']\/[`"']/)
  expect(one).toMatch(/\/assets\/index-[\w-]+\.js/)
  expect(one).toMatch(/\/assets\/lazy-[\w-]+\.js/)
  expect(one).toContain('/theme.js')
  expect(one).not.toMatch(/\.map[`"']/)
  expect(one).not.toMatch(/\b(import|export)\b/)
  expect(versionOf(one)).toBeDefined()
  expect(versionOf(same)).toBe(versionOf(one))
  expect(versionOf(other)).not.toBe(versionOf(one))
})
