import { createTimeline, listNotes, noteBody, readMeta } from '@weft/space'
import { noteText } from '@weft/space/note'
import * as Y from 'yjs'

/** What a person would see of a document: the space's name, the conversation and all notes, as text. */
export function shown(doc: Y.Doc): string {
  const timeline = createTimeline(doc)
  const conversation = timeline.items
  timeline.destroy()
  const notes = listNotes(doc).map((note) => {
    const body = noteBody(doc, note.id)
    return { ...note, text: body && noteText(body) }
  })
  return JSON.stringify({ meta: readMeta(doc), conversation, notes }, null, 1)
}

/** Why two documents aren't the same, in the Yjs state or in what is shown; null when they are. */
export function difference(a: Y.Doc, b: Y.Doc): string | null {
  const state = stateDifference(Y.snapshot(a), Y.snapshot(b))
  if (state !== null) return state
  const [one, other] = [shown(a), shown(b)]
  if (one === other) return null
  const at = [...one].findIndex((character, i) => character !== other[i])
  return `they show …${one.slice(Math.max(0, at - 40), at + 40)}… and …${other.slice(Math.max(0, at - 40), at + 40)}…`
}

function stateDifference(a: Y.Snapshot, b: Y.Snapshot): string | null {
  if (Y.equalSnapshots(a, b)) return null
  for (const client of new Set([...a.sv.keys(), ...b.sv.keys()]))
    if (a.sv.get(client) !== b.sv.get(client))
      return `of client ${client} one has ${a.sv.get(client)} and the other ${b.sv.get(client)}`
  const ranges = ({ ds }: Y.Snapshot) =>
    JSON.stringify(
      [...ds.clients]
        .sort(([x], [y]) => x - y)
        .map(([client, list]) => [client, list.map(({ clock, len }) => `${clock}+${len}`).join(' ')]),
    )
  return `they have deleted ${ranges(a)} and ${ranges(b)}`
}
