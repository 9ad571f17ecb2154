import type { SpaceId } from '@weft/space'
import { decodeDown, encodeUp, tokenSubprotocol } from '@weft/space/wire'
import WebSocket from 'ws'

/** What a client that sends whatever it likes was answered. */
export type Answer = { readonly closed: number; readonly reason: string } | 'goes on'

/**
 * Opens a connection of its own, sends these bytes, each as a message, and then a ping: the server has dealt with all of it
 * when it answers that, or closes.
 */
export function attack(
  origin: string,
  space: SpaceId,
  token: string,
  messages: readonly Uint8Array[],
): Promise<Answer> {
  const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/sync/${space}`, [
    'weft.1',
    tokenSubprotocol(token),
  ])
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      for (const bytes of messages) socket.send(bytes)
      socket.send(encodeUp({ type: 'ping' }))
    })
    // Known as the answer to the ping: nothing else of ours is acked before.
    socket.on('message', (data: Buffer) => {
      if (decodeDown(new Uint8Array(data)).type !== 'ack') return
      resolve('goes on')
      socket.terminate()
    })
    socket.on('close', (code, reason) => resolve({ closed: code, reason: reason.toString() }))
    socket.on('error', reject)
  })
}
