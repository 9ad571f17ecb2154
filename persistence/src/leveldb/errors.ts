import { StoreError } from '../contract.ts'

/** LevelDB's and Node's errors, as one sentence that says what to do. `folder` is where the data lies. */
export function storeError(error: unknown, folder: string): StoreError {
  if (error instanceof StoreError) return error
  const chain = causes(error)
  const codes = chain.map((link) => link.code)
  const text = chain.map((link) => link.message).join(': ')
  const make = (code: StoreError['code'], message: string): StoreError =>
    new StoreError(code, message, { cause: error })

  if (codes.includes('LEVEL_LOCKED'))
    return make('LOCKED', `Another Weft is running on ${folder}: stop it first, or choose another folder`)
  if (codes.some((code) => FULL.has(code)) || FULL_TEXT.test(text))
    return make('FULL', `The disk of ${folder} is full: free some space`)
  if (codes.some((code) => DENIED.has(code)) || DENIED_TEXT.test(text))
    return make(
      'DENIED',
      `Weft may not write in ${folder}: give its user the right to, or choose another folder`,
    )
  if (codes.includes('LEVEL_CORRUPTION') || GONE_TEXT.test(text))
    return make('DAMAGED', `The files in ${folder} are damaged: keep a copy of them, then restore a backup`)
  if (codes.includes('ENOTDIR') || codes.includes('EEXIST'))
    return make('DENIED', `${folder} is not a folder: choose another place for the data`)
  if (chain.length === 1 && codes.some((code) => CLOSED.has(code)))
    return make('CLOSED', `The store in ${folder} is closed`)
  return make('IO', `The disk of ${folder} fails (${text}): check it`)
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const DENIED = new Set(['EACCES', 'EPERM', 'EROFS'])
const CLOSED = new Set(['LEVEL_DATABASE_NOT_OPEN', 'LEVEL_ITERATOR_NOT_OPEN'])
// LevelDB passes on the system's words alone.
const FULL_TEXT = /No space left on device|Disk quota exceeded|File too large/
const DENIED_TEXT = /Permission denied|Operation not permitted|Read-only file system/

/** A file that LevelDB counts on. */
const GONE_TEXT = /IO error: .*No such file or directory/

/** The error and what caused it: the level that failed to open wraps the reason. */
function causes(error: unknown): { code: string; message: string }[] {
  const links = []
  for (let link = error; link instanceof Error && links.length < 8; link = link.cause)
    links.push({ code: 'code' in link ? String(link.code) : '', message: link.message })
  return links
}
