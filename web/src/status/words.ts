import type { Status } from '../sync/contract.ts'
import { sinceText } from '../timeline/list/days.ts'

type Tone = 'quiet' | 'good' | 'warn' | 'bad'
export interface Words {
  readonly text: string
  /** What goes first when there is little room. */
  readonly short: string
  readonly tone: Tone
}

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
      return 'The server doesn’t know this browser any more. Sign in again.'
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
