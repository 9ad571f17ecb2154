// Feeds the scanner, the codec and a room what a stranger might send: `npm run fuzz -- [--inputs N] [--seed N]`.
import { runSource } from '../run/source.js'

await runSource('e2e/fuzz/main.ts')
