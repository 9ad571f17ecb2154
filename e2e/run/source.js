// @ts-check
import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { createServer } from 'vite'

const root = resolve(import.meta.dirname, '../..')

/**
 * Builds what is stale, for the server's process, and runs a module's `main` from its source: the app's code has no other
 * form that Node could load. The exit code is what `main` gives.
 * @param {string} path from the root of the repository
 */
export async function runSource(path) {
  execFileSync('npx', ['tsc', '-b'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  // As the server runs: Vite would say `development`, in which Yjs freezes what it is given.
  process.env.NODE_ENV ??= 'production'
  const vite = await createServer({
    configFile: false,
    root,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, watch: null, hmr: false, ws: false },
    optimizeDeps: { noDiscovery: true },
    resolve: { conditions: ['weft-source'] },
    ssr: { noExternal: [/^@weft\//], resolve: { conditions: ['weft-source'] } },
  })
  try {
    const { main } = await vite.ssrLoadModule(resolve(root, path))
    process.exitCode = await main(process.argv.slice(2))
  } finally {
    await vite.close()
  }
}
