import { createHash } from 'node:crypto'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'
import { firstLoad } from './vite-plugin/first-load.ts'
import { serviceWorker } from './vite-plugin/service-worker.ts'

const main = fileURLToPath(new URL('./src/main.tsx', import.meta.url))
const worker = fileURLToPath(new URL('./src/service-worker/worker.ts', import.meta.url))
const plainLogging = fileURLToPath(new URL('./src/plain-logging.ts', import.meta.url))

/** What a build knows of its modules. */
interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

/**
 * Puts into one file whatever the page's script imports at once, and what that imports: the first screen waits for all of it, and
 * two files of it compressed worse and gave each other some hundred names. Icons come with whatever uses them.
 */
function firstScreen(): (id: string, modules: Modules) => string | null {
  const found = new Set<string>()
  return (id, modules) => {
    const visit = (one: string): void => {
      if (found.has(one) || one.includes('/lucide-react/dist/esm/icons/')) return
      found.add(one)
      for (const next of modules.getModuleInfo(one)?.importedIds ?? []) visit(next)
    }
    visit(main)
    return found.has(id) ? 'index' : null
  }
}

/**
 * A class of a style sheet: its own name, and its sheet's. Vite's default adds the number of its line, which no two share and which
 * compresses badly.
 */
const generateScopedName = (name: string, file: string): string =>
  `${name}_${createHash('sha256')
    .update(relative(import.meta.dirname, file))
    .digest('base64url')
    .slice(0, 5)}`

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), serviceWorker(worker), firstLoad(170_000)],
  resolve: {
    conditions: ['weft-source', ...defaultClientConditions],
    dedupe: ['yjs', 'lexical'],
    alias: { 'lib0/logging': plainLogging },
  },
  css: { modules: { generateScopedName } },
  // In modules, as the page is.
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    outDir: 'dist/app',
    emptyOutDir: true,
    sourcemap: true,
    // Nothing is inlined as data: the pages' policy takes fonts only as files of ours.
    assetsInlineLimit: 0,
    // Every browser that runs es2022 knows modulepreload. What a lazy part imports isn't listed in the first script for it: those
    // names were 800 bytes of the first load, and most of them stand for what is there already.
    modulePreload: { polyfill: false, resolveDependencies: () => [] },
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      // Nothing of ours, and nothing that we use, does something by being read and let go of.
      treeshake: { propertyReadSideEffects: false },
      output: { codeSplitting: { groups: [{ name: firstScreen(), debugName: 'first screen' }] } },
    },
  },
})
