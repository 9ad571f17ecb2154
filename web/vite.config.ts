import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  resolve: { conditions: ['weft-source', ...defaultClientConditions] },
  build: { target: 'es2022', outDir: 'dist/app', emptyOutDir: true, sourcemap: true },
})
