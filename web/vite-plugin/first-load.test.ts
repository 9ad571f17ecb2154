import type { Rolldown } from 'vite'
import { expect, test } from 'vitest'
import { awaited } from './first-load.ts'

const page = (source: string) => ({ type: 'asset', fileName: 'index.html', source }) as Rolldown.OutputAsset
const chunk = (fileName: string, imports: string[], isEntry = false) =>
  ({ type: 'chunk', fileName, imports, isEntry, code: '' }) as unknown as Rolldown.OutputChunk

test('what the first screen waits for is the entry and all that it imports, but nothing that it loads later', () => {
  const bundle: Rolldown.OutputBundle = {
    'index.js': chunk('index.js', ['base.js'], true),
    'base.js': chunk('base.js', ['runtime.js', 'index.js']),
    'runtime.js': chunk('runtime.js', []),
    'notes.js': chunk('notes.js', ['base.js']),
  }
  expect(awaited(bundle).map(({ fileName }) => fileName)).toEqual(['index.js', 'base.js', 'runtime.js'])
})

test('a page whose entry was put into another file waits for that one', () => {
  const bundle: Rolldown.OutputBundle = {
    'index.html': page('<script type="module" src="/all.js"></script>'),
    'all.js': chunk('all.js', ['runtime.js']),
    'runtime.js': chunk('runtime.js', []),
    'notes.js': chunk('notes.js', ['all.js']),
  }
  expect(awaited(bundle).map(({ fileName }) => fileName)).toEqual(['all.js', 'runtime.js'])
})
