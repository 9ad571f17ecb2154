import fc from 'fast-check'
import * as Y from 'yjs'
import type { SectionSize } from './layers.ts'
import { scanUpdate } from './scan.ts'

/** Random histories for the scanner's tests: some devices that write everything Yjs can write, and meet now and then. */

export interface Move {
  readonly device: number
  readonly what: number
  readonly where: number
  readonly text: string
}
export const moves = (maxLength: number): fc.Arbitrary<Move[]> =>
  fc.array(
    fc.record({
      device: fc.nat({ max: 2 }),
      what: fc.nat({ max: 21 }),
      where: fc.nat({ max: 1_000 }),
      text: fc.string({ unit: fc.constantFrom('a', 'b', 'é', '漢', '😀', ' '), minLength: 1, maxLength: 6 }),
    }),
    { maxLength, size: 'max' },
  )

export interface History {
  readonly docs: readonly Y.Doc[]
  /** Every update that was made, in the order in which they were. */
  readonly updates: readonly Uint8Array[]
}

const CLIENTS = [4_294_967_295, 70_000, 1]

export function play(sequence: readonly Move[]): History {
  const updates: Uint8Array[] = []
  const docs = CLIENTS.map((client) => {
    const doc = new Y.Doc()
    doc.clientID = client
    doc.on('update', (update: Uint8Array, origin) => {
      if (origin !== 'sync') updates.push(update)
    })
    return doc
  })
  for (const move of sequence) {
    const doc = docs[move.device]
    if (doc === undefined) continue
    if (move.what >= 19) {
      const from = docs[move.where % docs.length] ?? doc
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(from, Y.encodeStateVector(doc)), 'sync')
    } else doc.transact(() => write(doc, move))
  }
  return { docs, updates }
}

function write(doc: Y.Doc, { what, where, text }: Move): void {
  const array = doc.getArray<unknown>('array')
  const map = doc.getMap<unknown>('map')
  const words = doc.getText('text')
  const xml = doc.getXmlFragment('xml')
  const key = `k${where % 4}`
  const value = VALUES[where % VALUES.length]
  const bold = where % 2 === 0 ? true : null
  const place = (type: { readonly length: number }) => where % (type.length + 1)
  const pick = (type: { readonly length: number }) => where % Math.max(1, type.length)
  const cut = (type: { readonly length: number; delete(at: number, length: number): void }) => {
    const length = Math.min(type.length - pick(type), 1 + (where % 3))
    if (length > 0) type.delete(pick(type), length)
  }
  const ways: readonly (() => unknown)[] = [
    () => array.insert(place(array), [[value], text]),
    () => array.insert(place(array), [new Uint8Array(where % 5)]),
    () => array.insert(place(array), [new Y.Map(Object.entries({ text, value })), new Y.Array()]),
    () => inside(array.get(pick(array)), key, text),
    () => cut(array),
    () => map.set(key, value),
    () => map.set(key, new Y.Text(text)),
    () => map.delete(key),
    () => words.insert(place(words), text),
    () => words.insert(words.length, text),
    () => words.insert(Math.min(1, words.length), text),
    () => words.insert(place(words), text, { bold, link: text }),
    () => words.insertEmbed(place(words), { image: text }),
    () => words.length > 0 && words.format(pick(words), 1, { bold }),
    () => cut(words),
    () => xml.insert(place(xml), [block(text)]),
    () => inside(xml.length > 0 ? xml.get(pick(xml)) : null, key, text),
    () => cut(xml),
    () => map.set('hook', new Y.XmlHook('hook')),
  ]
  ways[what]?.()
}

function block(text: string): Y.XmlElement {
  const element = new Y.XmlElement('block')
  element.setAttribute('kind', text)
  element.insert(0, [new Y.XmlText(text), new Y.XmlElement('linebreak')])
  return element
}

function inside(type: unknown, key: string, text: string): void {
  if (type instanceof Y.Array) type.push([new Y.Map(Object.entries({ text })), text])
  if (type instanceof Y.Map) type.set(key, new Y.Array())
  if (!(type instanceof Y.XmlElement)) return
  type.setAttribute(key, text)
  const child = type.get(0)
  if (child instanceof Y.XmlText) child.insert(0, text, { p: { __format: 1 } })
}

const VALUES: readonly unknown[] = [
  ...[null, undefined, true, false, 0, -1, 63, 64, -8_192, 2 ** 31, 0.5, 0.1, -(2 ** 40), '', '𝄞'],
  ...[[], [[], [1, 'x']], {}, { a: { b: [null] } }, { deep: [[[[[1]]]]] }, { bytes: Uint8Array.of(1, 2) }],
]

/** A document with the same content, made anew: with another one's client id, and without its history. */
export function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

/** How large the sections of an update are. */
export function sizesOf(update: Uint8Array): SectionSize[] {
  const scan = scanUpdate(update)
  if (!scan.ok) throw new Error(scan.problem)
  return scan.sections.map(({ structs, from, to }) => ({
    length: structs.reduce((sum, { length }) => sum + length, 0),
    bytes: to - from,
  }))
}
