import type { Keeping, Link, Refused, Status } from '../sync/contract.ts'
import { sinceText } from '../timeline/days.ts'

type Tone = 'quiet' | 'good' | 'warn' | 'bad'
export interface Words {
  readonly text: string
  /** What goes first when there is little room. */
  readonly short: string
  readonly tone: Tone
}

const times = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`

/** The pill. It never says more than is true: "saved" is the server's word, "kept here" this device's disk's. */
export function pillWords(status: Status, now: number): Words {
  switch (status.kind) {
    case 'opening':
      return { text: 'Opening', short: 'Opening', tone: 'quiet' }
    case 'saved': {
      const when = status.at === null ? '' : ` ${sinceText(status.at, now)}`
      return { text: `Saved${when}`, short: 'Saved', tone: 'good' }
    }
    case 'saving': {
      const text = status.brief ? 'Saving' : `Saving ${status.count.toLocaleString('en')}`
      return { text, short: text, tone: 'quiet' }
    }
    case 'offline': {
      const kept = status.kept.toLocaleString('en')
      return status.kept === 0
        ? { text: 'Offline', short: 'Offline', tone: 'warn' }
        : { text: `Offline · ${kept} kept here`, short: `Offline · ${kept}`, tone: 'warn' }
    }
    case 'notKept':
      return { text: `Not kept · ${status.count.toLocaleString('en')}`, short: 'Not kept', tone: 'bad' }
    case 'refused':
      return {
        text: `Not accepted · ${status.count.toLocaleString('en')}`,
        short: 'Not accepted',
        tone: 'warn',
      }
    case 'stopped':
      return { text: 'Not connected', short: 'Stopped', tone: 'bad' }
  }
}

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

/** "Next try in 8 s."; a browser that says it is offline itself is waited for. */
export function retryText(retryAt: number | null, now: number): string {
  if (retryAt === null) return 'It goes on by itself when the network is back.'
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1000))
  return seconds === 0 ? 'Trying now.' : `Next try in ${seconds} s.`
}

/** Why the server ended the connection for good (the close codes 4400–4499), and what to do. */
export function stoppedText(code: number): string {
  switch (code) {
    case 4401:
      return 'The server doesn’t know this browser any more. Sign in again with an invitation link.'
    case 4402:
      return 'This address isn’t one that the server answers to. Open Weft at its own address.'
    case 4403:
      return 'You have no access to this space, or it doesn’t exist.'
    case 4404:
      return 'The server didn’t accept something written here. It is kept on this device.'
    case 4410:
      return 'This space was deleted, or you were removed from it.'
    case 4413:
      return 'Something written here is larger than the server takes. It is kept on this device.'
    case 4426:
      return 'This page is older than the server. Reload it.'
    default:
      return `The server ended the connection (${code}). Reload the page; if it comes back, tell who runs this server.`
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
      return 'Its numbering is out of bounds. Copy the words and write them again.'
    case 'spaceFull':
      return 'This space is full. Copy the words and write them in another one.'
    case 'damaged':
      return 'It builds on something that this device’s disk lost. Copy the words and write them again.'
  }
}
