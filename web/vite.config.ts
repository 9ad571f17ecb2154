import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'
import { firstLoad } from './vite-plugin/first-load.ts'
import { serviceWorker } from './vite-plugin/service-worker.ts'

const worker = fileURLToPath(new URL('./src/service-worker/worker.ts', import.meta.url))
const plainLogging = fileURLToPath(new URL('./src/plain-logging.ts', import.meta.url))

/** What every screen needs: most libraries, and files of ours that lazy parts need too. */
const BASE = [
  /\/node_modules\/(react|react-dom|scheduler|yjs|lib0|y-protocols|zod|@tanstack|virtua|wouter|regexparam|use-sync-external-store)\//,
  /\/node_modules\/lucide-react\/dist\/esm\/(?!icons)/,
  /\/web\/src\/ui\/([a-z-]+|Face|Button|IconButton|Kbd|Skeleton|EmptyState)\./,
  /\/web\/src\/(app\/(device|live|space|panes|use-panes|Page|http|queries|space-list)|sync\/live)\./,
  /\/space\/src\/(ids|people|url|api\/index)\.ts/,
]
const isBase = (file: string): boolean => BASE.some((pattern) => pattern.test(file))

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), serviceWorker(worker), firstLoad(170_000)],
  resolve: {
    conditions: ['weft-source', ...defaultClientConditions],
    dedupe: ['yjs', 'lexical'],
    alias: { 'lib0/logging': plainLogging },
  },
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
    // What every screen needs stands in one file, though the editor needs some of it too: in pieces it compresses worse.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'base', test: isBase }] } } },
  },
})
