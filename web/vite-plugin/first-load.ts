import { gzipSync } from 'node:zlib'
import type { Plugin, Rolldown } from 'vite'

/**
 * Fails the build when the scripts that the first screen waits for are larger than `limit` bytes, gzipped. Whatever not
 * every screen needs is to be loaded when it is needed (`React.lazy`, `import()`).
 */
export function firstLoad(limit: number): Plugin {
  return {
    name: 'weft:first-load',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const chunks = awaited(bundle)
      const sizes = chunks.map(({ fileName, code }) => ({
        fileName,
        size: gzipSync(code, { level: 9 }).length,
      }))
      if (chunks.length === 0) this.error('No script was found that the first screen waits for.')
      const total = sizes.reduce((sum, { size }) => sum + size, 0)
      const said = sizes.map(({ fileName, size }) => `${fileName} ${size}`).join(', ')
      if (total > limit)
        this.error(`The first load is ${total} bytes of gzipped script, more than ${limit}: ${said}.`)
    },
  }
}

/** What the page names, or is its entry, and everything that that imports before it runs. */
export function awaited(bundle: Rolldown.OutputBundle): Rolldown.OutputChunk[] {
  const found = new Map<string, Rolldown.OutputChunk>()
  const visit = (name: string) => {
    const chunk = bundle[name]
    if (chunk?.type !== 'chunk' || found.has(name)) return
    found.set(name, chunk)
    for (const imported of chunk.imports) visit(imported)
  }
  const page = bundle['index.html']
  const html = page?.type === 'asset' ? String(page.source) : ''
  // Where the entry's code stands in a file with other code, nothing is left of the entry itself.
  for (const [name, chunk] of Object.entries(bundle))
    if (chunk.type === 'chunk' && (chunk.isEntry || html.includes(`/${name}"`))) visit(name)
  return [...found.values()]
}
