import { defineConfig } from 'vitest/config'

/** Workspace packages resolve to their sources, so that no build stands between a change and its test. */
const source = { resolve: { conditions: ['weft-source'] }, ssr: { resolve: { conditions: ['weft-source'] } } }

export default defineConfig({
  test: {
    projects: [
      {
        ...source,
        test: {
          name: 'unit',
          // Two busy cores are ten times slower than four idle ones.
          testTimeout: 90_000,
          hookTimeout: 90_000,
          expect: { poll: { timeout: 20_000 } },
          // Style sheets are empty in tests, except where one is read as text: the contrast of the tokens is measured.
          css: { include: [/\.css\?raw$/] },
          include: [
            '{space,persistence,server,web,e2e/house,e2e/replay,e2e/crash,e2e/fuzz,e2e/attacks,e2e/bench}/**/*.test.{ts,tsx}',
          ],
          exclude: ['**/node_modules/**', '**/dist/**'],
        },
      },
      {
        ...source,
        test: { name: 'simulation', include: ['e2e/simulation/**/*.test.ts'], testTimeout: 300_000 },
      },
    ],
  },
})
