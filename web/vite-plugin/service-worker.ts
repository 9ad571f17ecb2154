import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { build, type Plugin, type Rolldown } from 'vite'

/**
 * Emits `sw.js`, which keeps every file of this build on the device. A plugin of some forty lines instead of
 * vite-plugin-pwa and its several hundred packages.
 */
export function serviceWorker(entry: string): Plugin {
  let publicDir = ''
  return {
    name: 'weft:service-worker',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      publicDir = config.publicDir
    },
    async generateBundle(_options, bundle) {
      const files = new Map<string, string | Uint8Array>()
      for (const [name, file] of Object.entries(bundle)) {
        if (!name.endsWith('.map')) files.set(name, file.type === 'chunk' ? file.code : file.source)
      }
      for (const name of await filesIn(publicDir)) files.set(name, await readFile(join(publicDir, name)))
      const list = [...files.keys()]
        .sort((a, b) => (a < b ? -1 : 1))
        .map((name) => (name === 'index.html' ? '/' : `/${name}`))
      const source = await compile(entry, { version: versionOf(files), files: list })
      this.emitFile({ type: 'asset', fileName: 'sw.js', source })
    },
  }
}

async function compile(entry: string, values: object): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { __WEFT_BUILD__: JSON.stringify(values) },
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: { input: entry, output: { format: 'iife', entryFileNames: 'sw.js' } },
    },
  })) as Rolldown.RolldownOutput
  return built.output[0].code
}

function versionOf(files: ReadonlyMap<string, string | Uint8Array>): string {
  const hash = createHash('sha256')
  for (const [name, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(name).update('\0').update(content).update('\0')
  }
  return hash.digest('base64url').slice(0, 16)
}

async function filesIn(folder: string): Promise<readonly string[]> {
  if (folder === '' || !existsSync(folder)) return []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
}
