import { StoreError } from '@weft/persistence'
import { TooLate } from '../people/desk.ts'
import { NoSpace } from '../people/spaces.ts'
import { asSentence } from './sentence.ts'

/** Something that the operator must know or mend: one sentence that says what to do. Ends a command with code 1. */
export class Problem extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Problem'
  }
}

/** The sentence for an error of the machine; null for one that nobody foresaw. */
export function problemOf(error: unknown, at: { folder?: string; address?: string } = {}): Problem | null {
  if (error instanceof Problem) return error
  if (error instanceof TooLate) return new Problem('Somebody deleted that space at the same moment.')
  // The store's own sentences say what to do.
  if (error instanceof StoreError) return new Problem(asSentence(error.message), { cause: error })
  if (error instanceof NoSpace) return new Problem(error.message, { cause: error })
  const code = (error as NodeJS.ErrnoException | null)?.code
  const say = code === undefined ? undefined : SYSTEM[code]
  if (say === undefined) return null
  return new Problem(say(at.folder ?? 'the data folder', at.address ?? 'this address'), { cause: error })
}

const denied = (folder: string): string =>
  `${folder} can't be read and written by this user; change its owner or permissions, or choose another folder with --data.`

const SYSTEM: Readonly<Record<string, (folder: string, address: string) => string>> = {
  EADDRINUSE: (_, address) =>
    `${address} is in use by another program; stop that one, or choose another port with --port.`,
  EADDRNOTAVAIL: (_, address) => `${address} is not an address of this machine; choose another with --host.`,
  ENOTFOUND: (_, address) => `${address} is not a name of this machine; choose another with --host.`,
  EACCES: (folder, address) =>
    address === 'this address'
      ? denied(folder)
      : `This user may not listen on ${address}; choose a port above 1023 with --port.`,
  EPERM: (folder) => denied(folder),
  EROFS: (folder) => denied(folder),
  ENOSPC: (folder) => `The disk that holds ${folder} is full; free some space, then start again.`,
  ENOTDIR: (folder) => `${folder} is not a folder; choose another with --data.`,
}
