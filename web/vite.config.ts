import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'
import { serviceWorker } from './vite-plugin/service-worker.ts'

const root = import.meta.dirname

export default defineConfig({
  root,
  plugins: [react(), serviceWorker(join(root, 'src/service-worker/worker.ts'))],
  resolve: { conditions: ['weft-source', ...defaultClientConditions], dedupe: ['yjs', 'lexical'] },
  build: {
    target: 'es2022',
    outDir: 'dist/app',
    emptyOutDir: true,
    sourcemap: true,
    // Nothing is inlined as data: the pages' policy takes fonts only as files of ours.
    assetsInlineLimit: 0,
  },
})
