// Kills a server that is written to, over and over: `npm run crash -- [--cycles N] [--seed N]`.
import { runSource } from '../run/source.js'

await runSource('e2e/crash/main.ts')
