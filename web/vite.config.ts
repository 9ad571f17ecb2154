import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'
import { serviceWorker } from './vite-plugin/service-worker.ts'

const worker = fileURLToPath(new URL('./src/service-worker/worker.ts', import.meta.url))

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), serviceWorker(worker)],
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
