#!/usr/bin/env node
// Runs the built server. What is built is in server/dist; `npm run build` makes it.
import { existsSync } from 'node:fs'

const built = new URL('../dist/operate/main.js', import.meta.url)
if (!existsSync(built)) {
  process.stderr.write(
    'weft: not built yet; run `npm run build` in this folder first (or `npm start`, which does it all).\n',
  )
  process.exit(1)
}
// In development mode Yjs freezes what it is given, and throws on values that hold bytes.
if (process.env.NODE_ENV === 'development') delete process.env.NODE_ENV
const { main } = await import(built.href)
process.exitCode = await main(process.argv.slice(2))
