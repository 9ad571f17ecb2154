import type { Client } from '../client.ts'
import { until } from '../late.ts'

/** People who take turns: what one author writes in a row is one item to Yjs, and a conversation isn't that. */
const AUTHORS = 20
/** Messages that a reader may lack before the writer waits for it. */
const AHEAD = 1_000
/** Without progress for so long nothing will come of it. Seconds. */
const PATIENCE = 60

const SENTENCES = [
  'The oven comes between ten and twelve, bring the ladder.',
  'Yes.',
  'Who has the key to the shed? It was on the hook yesterday, and now there is only the one for the bicycle cellar.',
  'I can be there at nine.',
  'Thank you!',
  'The second draft is in the note. I left the part about the heating open, because nobody could tell me what it costs.',
  'Look at the third line again, please.',
]

export const timelineOf = (client: Client): number => client.doc.getArray('timeline').length

/** Writes a conversation message by message, and resolves once `reader` has been told all of it. */
export async function converse(writer: Client, reader: Client, by: string, messages: number): Promise<void> {
  const timeline = writer.doc.getArray('timeline')
  const first = writer.doc.clientID
  for (let i = 0; i < messages; i++) {
    writer.doc.clientID = 1 + ((first + i) % AUTHORS)
    // Yjs keeps the place that was last read, and looks for the end from there instead of from the beginning.
    if (i > 0) timeline.get(timeline.length - 1)
    const text = `${i} ${SENTENCES[i % SENTENCES.length]}`
    timeline.push([{ kind: 'message', at: 1_700_000_000_000 + i * 1000, by, text }])
    if (i % 100 === 0) await told(reader, i - AHEAD)
  }
  await told(reader, messages)
}

/** Patient as long as there is progress. */
async function told(reader: Client, messages: number): Promise<void> {
  while (timelineOf(reader) < messages) {
    const known = timelineOf(reader)
    await until(`message ${known + 1} to be told`, () => timelineOf(reader) > known, PATIENCE)
  }
}
