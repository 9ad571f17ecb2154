import { defineConfig } from '@playwright/test'
import { ensureChromium } from '../run/chromium.js'

/** Chromium of the machine: no browser is downloaded for the tests. */
const executablePath = ensureChromium(() => undefined)

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../../test-results',
  // Each test has a server, a folder and browsers of its own. Two at once keep two cores busy.
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  use: {
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath,
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
