import { defineConfig } from '@playwright/test'
import tests from '../playwright.config.ts'

/** `npm run screenshots`: the pictures of the README, and others in `test-results/screenshots`. */
export default defineConfig({
  ...tests,
  testDir: '.',
  testMatch: 'take.ts',
  outputDir: '../../../test-results/taking',
})
