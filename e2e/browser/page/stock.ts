import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

/**
 * A page of somebody else: it knows Yjs and y-websocket, and of Weft only where entries and notes lie in a document. A test
 * puts it into a browser and drives it by `window.stock`.
 */
export interface Stock {
  /** `url`: of the sockets. The token goes as a subprotocol, since a browser's socket has no headers. */
  join(url: string, space: string, token: string): void
  readonly synced: boolean
  readonly messages: readonly string[]
  say(by: string, text: string): void
  /** Appends a line to the first note. */
  write(text: string): void
  /** Tells the others something of itself; false takes it back. */
  present(here: boolean): void
  /** The names of the others that are here. */
  readonly others: readonly string[]
}

const base64url = (text: string): string =>
  btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

const doc = new Y.Doc()
let provider: WebsocketProvider | null = null

const stock: Stock = {
  join(url, space, token) {
    provider = new WebsocketProvider(url, space, doc, {
      protocols: ['weft.0', `weft.token.${base64url(token)}`],
      disableBc: true,
    })
  },
  get synced() {
    return provider?.synced === true
  },
  get messages() {
    return (doc.getArray('timeline').toJSON() as { text?: string }[]).map(({ text }) => text ?? '')
  },
  say: (by, text) => doc.getArray('timeline').push([{ kind: 'message', at: Date.now(), by, text }]),
  write(text) {
    const [note] = doc.getMap<Y.Map<unknown>>('notes').values()
    const body = note?.get('body')
    if (!(body instanceof Y.XmlElement)) throw new Error('there is no note')
    const words = new Y.XmlText()
    const line = new Y.XmlElement('block')
    words.insert(0, text)
    line.insert(0, [words])
    body.push([line])
  },
  present: (here) => provider?.awareness.setLocalState(here ? { anything: 'goes' } : null),
  get others() {
    const states = [...(provider?.awareness.getStates() ?? [])].filter(([client]) => client !== doc.clientID)
    return states.map(([, state]) => (state as { user?: { name?: string } }).user?.name ?? '?')
  },
}
Object.assign(window, { stock })
