import { belongs } from './belongs.ts'
import { type OrderedBytes, StoreError } from './contract.ts'
import { EVERYTHING, FORMAT_KEY } from './keys.ts'
import { isUnreadable, untilUnreadable } from './log/unreadable.ts'
import { decodeJson, encodeJson } from './records.ts'

/** Of everything under the keys. A change that older code would misread raises it. */
const FORMAT = 1

/**
 * Says what these bytes are, once and for all; throws StoreError `FORMAT` if they are another program's or a newer format.
 * A damaged or lost format record is mended: every other record carries its own check, so nothing is misread for lack of it.
 */
export async function checkFormat(
  bytes: OrderedBytes,
  where: string,
  warn: (what: string) => void,
): Promise<void> {
  const format = await read(bytes)
  const contents = typeof format === 'number' ? 'ours' : await inspect(bytes)
  if (format === null && contents === 'nothing') return write(bytes)
  if (format === null && contents === 'foreign')
    throw new StoreError('FORMAT', `${where} holds another program's data: choose another folder`)
  if (typeof format !== 'number') {
    warn(`The format record of ${where} was damaged, and is written again`)
    return write(bytes)
  }
  if (format > FORMAT)
    throw new StoreError(
      'FORMAT',
      `${where} was written by a newer Weft (format ${format}, this one knows ${FORMAT}): run that version again`,
    )
}

async function read(bytes: OrderedBytes): Promise<number | null | 'damaged'> {
  try {
    const stored = await bytes.get(FORMAT_KEY)
    if (stored === null) return null
    const value = decodeJson(FORMAT_KEY, stored)
    return typeof value === 'object' && value !== null && 'format' in value ? Number(value.format) : 'damaged'
  } catch (error) {
    if (isUnreadable(error)) return 'damaged'
    throw error
  }
}

const write = (bytes: OrderedBytes): Promise<void> =>
  bytes.batch([{ put: FORMAT_KEY, value: encodeJson(FORMAT_KEY, { format: FORMAT }) }], { sync: true })

/** The format, and who wrote here last: each who opens a store puts it beside what they write first. */
export const signature = (by: string): { readonly put: Uint8Array; readonly value: Uint8Array } => ({
  put: FORMAT_KEY,
  value: encodeJson(FORMAT_KEY, { format: FORMAT, by }),
})

/** Whose data it is: one value that passes its check under its key is proof enough. */
async function inspect(bytes: OrderedBytes): Promise<'nothing' | 'ours' | 'foreign'> {
  let contents: 'nothing' | 'foreign' = 'nothing'
  for await (const [key, value] of untilUnreadable(
    bytes.range(...EVERYTHING, { limit: 1_000 }),
    () => undefined,
  )) {
    if (belongs(key, value)) return 'ours'
    contents = 'foreign'
  }
  return contents
}
