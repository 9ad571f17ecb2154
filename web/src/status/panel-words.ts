import type { Keeping, Link, Refused } from '../sync/contract.ts'
import { sinceText } from '../timeline/list/days.ts'
import { retryText, stoppedText } from './words.ts'

const times = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`

/** The line to the server, in a sentence. `now` in ms since 1970. */
export function linkText(link: Link, now: number): string {
  switch (link.state) {
    case 'connecting':
      return 'Connecting to the server.'
    case 'online':
      return link.synced ? 'Connected. You see what everybody else sees.' : 'Connected. Getting what is new.'
    case 'offline':
      return `No connection since ${sinceText(link.since, now)}. ${retryText(link.retryAt, now)}`
    case 'stopped':
      return stoppedText(link.code)
  }
}

/** What this device keeps, in a sentence. */
export function keepingText(keeping: Keeping): string {
  if (keeping.failure !== null)
    return `This device can’t keep what you write: ${keeping.failure.replace(/\.$/, '')}. Don’t close this page before it is saved.`
  if (keeping.unkept > 0) return `${times(keeping.unkept, 'edit')} not yet on this device’s disk.`
  if (keeping.unsaved > 0)
    return `${times(keeping.unsaved, 'edit')} kept here, safe when you close the browser.`
  return 'A copy of this space is kept here. It opens without a network.'
}

/** What the server has, in a sentence. `refused`: pieces of work that it didn't take. */
export function savedText(keeping: Keeping, refused: number, now: number): string {
  const last =
    keeping.savedAt === null ? '' : ` Everything was last saved ${sinceText(keeping.savedAt, now)}.`
  if (keeping.unsaved > 0) return `${times(keeping.unsaved, 'edit')} not yet on the server’s disk.${last}`
  return keeping.savedAt === null
    ? 'Nothing of yours is waiting to be saved.'
    : `${refused > 0 ? 'All else' : 'All'} of yours is on the server’s disk, since ${sinceText(keeping.savedAt, now)}.`
}

export function damagedText(damaged: number): string {
  return `${times(damaged, 'record')} of this device’s copy couldn’t be read and ${damaged === 1 ? 'was' : 'were'} set aside; what the server has replaces ${damaged === 1 ? 'it' : 'them'}.`
}

/** Why work was refused, in a sentence that ends with what to do. */
export function refusalText(reason: Refused['reason']): string {
  switch (reason) {
    case 'viewer':
      return 'You may only read in this space. Ask for a member’s role, then try again.'
    case 'malformed':
      return 'The server couldn’t read it. Copy the words and write them again.'
    case 'tooLarge':
      return 'It is larger than the server takes at once. Copy the words and write them in parts.'
    case 'author':
      return 'The server didn’t take it as yours. Copy the words and write them again.'
    case 'bounds':
      return 'It asks the server for more work than it does at once. Copy the words and write them again, in parts.'
    case 'spaceFull':
      return 'This space is full. Copy the words and write them in another one.'
    case 'signedOut':
      return 'This device was signed out before the server had it. Try again, or copy the words.'
    case 'gone':
      return 'The space was deleted, or you were removed from it, before this was sent. Copy the words.'
    case 'damaged':
      return 'It builds on something that this device’s disk lost. Copy the words and write them again.'
  }
}
