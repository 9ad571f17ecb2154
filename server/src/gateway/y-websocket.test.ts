import type { SpaceId } from '@weft/space'
import { tokenSubprotocol } from '@weft/space/wire'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { type Trial, trial } from '../operate/trial.ts'

let t: Trial
const providers: WebsocketProvider[] = []
beforeEach(async () => {
  t = await trial()
})
afterEach(async () => {
  for (const provider of providers.splice(0)) {
    provider.destroy()
    provider.doc.destroy()
  }
  await t.close()
})

function stock(space: string, token: string): WebsocketProvider {
  const provider = new WebsocketProvider(`${t.weft.url.replace('http', 'ws')}/sync`, space, new Y.Doc(), {
    // reason: y-websocket is typed for the browser's WebSocket; ws has all of it that it uses.
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    protocols: ['weft.0', tokenSubprotocol(token)],
    disableBc: true,
  })
  providers.push(provider)
  return provider
}
const synced = (provider: WebsocketProvider) =>
  new Promise<void>((resolve) => provider.on('sync', (is: boolean) => is && resolve()))
const holds = (doc: Y.Doc, text: string) =>
  new Promise<void>((resolve) => {
    const look = () => doc.getText('other').toString() === text && resolve()
    doc.on('update', look)
    look()
  })

it('an unmodified y-websocket client syncs with a token, live and anew', async () => {
  const { token, space } = await t.weft.operator.createToken({
    target: { newSpace: 'Trial' },
    role: 'member',
    name: 'Bot',
  })
  const anna = stock(space, token)
  const bert = stock(space, token)
  await Promise.all([synced(anna), synced(bert)])
  anna.doc.getText('other').insert(0, 'hello')
  await holds(bert.doc, 'hello')
  bert.doc.getText('other').insert(5, ' there')
  await holds(anna.doc, 'hello there')
  const late = stock(space, token)
  await synced(late)
  expect(late.doc.getText('other').toString()).toBe('hello there')
  expect(late.doc.getMap('meta').get('name')).toBe('Trial')
})

it('an unmodified y-websocket client stops, and says why, when its token is unknown', async () => {
  const { space } = await t.weft.operator.createToken({
    target: { newSpace: 'Trial' },
    role: 'member',
    name: 'Bot',
  })
  const stranger = stock(space as SpaceId, 'weft_unknown')
  const closed = await new Promise<{ code: number }>((resolve) =>
    stranger.on('connection-close', (event: { code: number } | null) => event !== null && resolve(event)),
  )
  expect(closed.code).toBe(4401)
  expect(stranger.shouldConnect).toBe(false)
})
