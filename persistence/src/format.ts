import { type OrderedBytes, StoreError } from './contract.ts'
import { CONTENTS, FORMAT_KEY } from './keys.ts'
import { decodeJson, encodeJson } from './records.ts'

/** Of everything under the keys. A change that older code would misread raises it. */
const FORMAT = 1

/**
 * Says what these bytes are, once and for all; throws StoreError `FORMAT` if they are another program's or a newer format.
 * A damaged format record is mended: every other record carries its own check, so nothing is misread for lack of it.
 */
export async function checkFormat(
  bytes: OrderedBytes,
  where: string,
  warn: (what: string) => void,
): Promise<void> {
  const stored = await bytes.get(FORMAT_KEY)
  if (stored === null && (await isEmpty(bytes))) return write(bytes)
  if (stored === null)
    throw new StoreError('FORMAT', `${where} holds another program's data: choose another folder`)
  const format = read(stored)
  if (format === null) {
    warn(`The format record of ${where} was damaged, and is written again`)
    return write(bytes)
  }
  if (format > FORMAT)
    throw new StoreError(
      'FORMAT',
      `${where} was written by a newer Weft (format ${format}, this one knows ${FORMAT}): run that version again`,
    )
}

function read(stored: Uint8Array): number | null {
  try {
    const value = decodeJson(FORMAT_KEY, stored)
    return typeof value === 'object' && value !== null && 'format' in value ? Number(value.format) : null
  } catch (error) {
    if (error instanceof StoreError && error.code === 'DAMAGED') return null
    throw error
  }
}

const write = (bytes: OrderedBytes): Promise<void> =>
  bytes.batch([{ put: FORMAT_KEY, value: encodeJson(FORMAT_KEY, { format: FORMAT }) }], { sync: true })

async function isEmpty(bytes: OrderedBytes): Promise<boolean> {
  for await (const _ of bytes.keys(...CONTENTS, { limit: 1 })) return false
  return true
}
