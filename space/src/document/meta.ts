import * as Y from 'yjs'
import { cleanName, LONGEST_NAME } from '../names.ts'
import { metaOf } from './types.ts'

/** The form of the document that this version writes. A newer one is opened read-only. */
export const SCHEMA = 1

/** What a space says of itself. */
export interface Meta {
  /** 1 to 80 characters, all to be seen; empty while the document is, or when nothing of it can be shown. */
  readonly name: string
  /** At most 500 characters. */
  readonly topic: string
  /** One emoji, or none. */
  readonly icon: string | null
}
const LONGEST = { name: LONGEST_NAME, topic: 500, icon: 32 } as const

/** A new space's document, as the server makes it. */
export function createSpaceDocument(meta: { readonly name: string }): Y.Doc {
  const doc = new Y.Doc()
  initSpace(doc, meta)
  return doc
}

/** Makes an empty document into a space. @throws {Error} if it is one already. */
export function initSpace(doc: Y.Doc, { name }: { readonly name: string }): void {
  if (schemaState(doc) !== 'empty') throw new Error('this document is a space already')
  doc.transact(() => {
    metaOf(doc).set('schema', SCHEMA)
    setMeta(doc, { name })
  })
}

/** `empty`: nothing has come yet. `newer`: made by a later version: show it, don't write, ask to reload. */
export function schemaState(doc: Y.Doc): 'ok' | 'newer' | 'empty' {
  const schema = metaOf(doc).get('schema')
  if (schema === undefined) return 'empty'
  return typeof schema === 'number' && schema > SCHEMA ? 'newer' : 'ok'
}

/** Never throws, whatever others wrote there. */
export function readMeta(doc: Y.Doc): Meta {
  const meta = metaOf(doc)
  // Whoever writes may write anything here, also what turns the words around it.
  const icon = cleanName(text(meta.get('icon'), LONGEST.icon))
  return {
    name: cleanName(text(meta.get('name'), LONGEST.name)),
    topic: text(meta.get('topic'), LONGEST.topic),
    icon: icon === '' ? null : icon,
  }
}

/**
 * The items that hold the name and the icon. Who writes another one there deletes the item, so as long as they stand the
 * name stands (but for two who rename it in the same moment).
 */
export function nameItems(doc: Y.Doc): { readonly client: number; readonly clock: number }[] {
  const values = metaOf(doc)._map
  return [values.get('name'), values.get('icon')].flatMap((item) => (item && !item.deleted ? [item.id] : []))
}

/** Writes what differs. @throws {RangeError} for an empty name, or one that is too long. */
export function setMeta(doc: Y.Doc, change: Partial<Meta>): void {
  const told = change.name?.trim()
  // Too long is told, not cut.
  const name = told === undefined || told.length > LONGEST.name ? told : cleanName(told)
  if (name === '') throw new RangeError('a space needs a name')
  const values = { name, topic: change.topic, icon: change.icon }
  for (const key of KEYS) {
    if ((values[key]?.length ?? 0) > LONGEST[key])
      throw new RangeError(`${key}: at most ${LONGEST[key]} characters`)
  }
  const meta = metaOf(doc)
  doc.transact(() => {
    for (const key of KEYS)
      if (values[key] !== undefined && meta.get(key) !== values[key]) meta.set(key, values[key])
  })
}
const KEYS = ['name', 'topic', 'icon'] as const

/** Calls `changed` after each transaction that changed what `readMeta` or `schemaState` gives; the result ends it. */
export function observeMeta(doc: Y.Doc, changed: () => void): () => void {
  const meta = metaOf(doc)
  const follow = () => changed()
  meta.observe(follow)
  return () => meta.unobserve(follow)
}

const text = (value: unknown, longest: number): string =>
  typeof value === 'string' ? value.slice(0, longest) : ''
