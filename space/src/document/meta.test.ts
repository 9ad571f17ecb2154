import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  createSpaceDocument,
  initSpace,
  observeMeta,
  readMeta,
  SCHEMA,
  schemaState,
  setMeta,
} from './meta.ts'
import { metaOf } from './types.ts'

describe('meta', () => {
  it('of a new space holds its name and the schema', () => {
    const doc = createSpaceDocument({ name: ' Garden ' })
    expect(readMeta(doc)).toEqual({ name: 'Garden', topic: '', icon: null })
    expect(schemaState(doc)).toBe('ok')
    expect(() => initSpace(doc, { name: 'again' })).toThrow('already')
  })

  it('says whether this version may write', () => {
    const doc = new Y.Doc()
    expect(schemaState(doc)).toBe('empty')
    metaOf(doc).set('schema', SCHEMA + 1)
    expect(schemaState(doc)).toBe('newer')
    metaOf(doc).set('schema', 'damaged by a stranger')
    expect(schemaState(doc)).toBe('ok')
  })

  it('is changed only where it differs, and tells', () => {
    const doc = createSpaceDocument({ name: 'Garden' })
    let calls = 0
    const stop = observeMeta(doc, () => calls++)
    setMeta(doc, { name: 'Garden', icon: null })
    expect(calls).toBe(1)
    setMeta(doc, { name: 'Garden', icon: null })
    expect(calls).toBe(1)
    setMeta(doc, { topic: 'What grows', icon: '🌱' })
    expect(readMeta(doc)).toEqual({ name: 'Garden', topic: 'What grows', icon: '🌱' })
    stop()
    setMeta(doc, { name: 'Yard' })
    expect(calls).toBe(2)
  })

  it('refuses a name that is none, or too long', () => {
    const doc = createSpaceDocument({ name: 'Garden' })
    expect(() => setMeta(doc, { name: '  ' })).toThrow(RangeError)
    expect(() => setMeta(doc, { name: 'x'.repeat(81) })).toThrow(RangeError)
    expect(() => setMeta(doc, { topic: 'x'.repeat(501) })).toThrow(RangeError)
  })

  it('G8: is read without trouble whatever strangers wrote', () => {
    const doc = new Y.Doc()
    metaOf(doc).set('name', new Y.Map())
    metaOf(doc).set('topic', 5)
    metaOf(doc).set('icon', 'x'.repeat(100_000))
    expect(readMeta(doc)).toEqual({ name: '', topic: '', icon: 'x'.repeat(32) })
  })

  it('G6 has a name that shows as what it is, whoever wrote it', () => {
    const doc = createSpaceDocument({ name: 'Garden' })
    metaOf(doc).set('name', 'Gar\u202ened\u0000')
    metaOf(doc).set('icon', '\u202e🌱')
    expect(readMeta(doc)).toMatchObject({ name: 'Garned', icon: '🌱' })
    setMeta(doc, { name: 'Ya\u200brd' })
    expect(metaOf(doc).get('name')).toBe('Yard')
    expect(() => setMeta(doc, { name: '\u200b' })).toThrow(RangeError)
  })
})
