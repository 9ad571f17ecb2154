import type { Connection, Transport } from '@weft/server/core'
import { decodeDown, encodeDown } from '@weft/space/wire'
import { connectionFacade, roomsFacade, transportFacade } from './facades.ts'
import type { Planted } from './plant.ts'
import { withoutDeletions } from './without-deletions.ts'

/** Bugs in what the server tells, and to whom. */
export const ON_LINES: readonly Planted[] = [
  {
    name: 'deletions get lost on the way out',
    breaks: ['G3', 'G4'],
    plant: () => ({
      sent(bytes) {
        const down = decodeDown(bytes)
        if (down.type !== 'update' && down.type !== 'step2') return bytes
        return encodeDown({ ...down, update: withoutDeletions(down.update) })
      },
    }),
  },
  {
    name: 'an update that was sent to somebody is taken for sent to all',
    breaks: ['G3', 'G4'],
    plant: () => {
      const told = new Set<string>()
      return {
        sent(bytes) {
          if (decodeDown(bytes).type !== 'update') return bytes
          const key = Buffer.from(bytes).toString('latin1')
          return told.size < told.add(key).size ? bytes : null
        },
      }
    },
  },
  {
    name: 'one update in ten is dropped on its way',
    breaks: ['G3', 'G4'],
    plant: () => {
      let n = 0
      return { sent: (bytes) => (decodeDown(bytes).type === 'update' && ++n % 10 === 0 ? null : bytes) }
    },
  },
  {
    name: 'who comes is given what the first one was given',
    breaks: ['G3', 'G4'],
    plant: () => {
      let first: Uint8Array | null = null
      return {
        sent(bytes) {
          if (decodeDown(bytes).type !== 'step2') return bytes
          first ??= bytes.slice()
          return first
        },
      }
    },
  },
  {
    name: 'a role that was taken away is kept on open connections',
    breaks: ['G5'],
    plant: () => ({ rooms: (make) => ({ ...roomsFacade(once(make)), roleChanged: () => undefined }) }),
  },
  {
    name: 'who was made a viewer goes on writing on open connections',
    breaks: ['G5'],
    plant: () => ({
      rooms(make) {
        const open = make()
        return {
          ...roomsFacade(() => open),
          roleChanged(space, person, role) {
            if (role !== 'viewer') open.roleChanged(space, person, role)
          },
        }
      },
    }),
  },
  {
    name: 'nobody looks how much waits for a reader',
    breaks: ['G8'],
    plant: () => ({
      rooms(make) {
        const open = make()
        return {
          ...roomsFacade(() => open),
          join: (arrival) =>
            open.join({ ...arrival, transport: transportFacade(arrival.transport, { buffered: 0 }) }),
        }
      },
    }),
  },
  {
    name: 'a line that swallows everything is never noticed',
    breaks: ['G10'],
    plant: () => ({
      rooms(make) {
        const open = make()
        return {
          ...roomsFacade(() => open),
          join(arrival) {
            const transport = transportFacade(arrival.transport, { ping: () => connection.pong() })
            const connection: Connection = open.join({ ...arrival, transport })
            return connection
          },
        }
      },
    }),
  },
  {
    name: 'a closed line is never told to the room, and its beats are made up',
    breaks: ['G10', 'unload'],
    plant: () => ({
      rooms(make) {
        const open = make()
        return {
          ...roomsFacade(() => open),
          join(arrival) {
            const transport = transportFacade(arrival.transport, { ping: () => connection.pong() })
            const connection: Connection = open.join({ ...arrival, transport })
            return { ...connectionFacade(connection), closed: () => undefined }
          },
        }
      },
    }),
  },
  {
    name: 'an ack goes to whoever came last',
    breaks: ['G1', 'G3'],
    plant: () => ({
      rooms(make) {
        const open = make()
        let newest: Transport | null = null
        return {
          ...roomsFacade(() => open),
          join(arrival) {
            newest = arrival.transport
            const transport = transportFacade(arrival.transport, {
              send(message) {
                const isAck = decodeDown(message.payload).type === 'ack'
                const to = isAck ? newest : null
                ;(to ?? arrival.transport).send(message)
              },
            })
            return open.join({ ...arrival, transport })
          },
        }
      },
    }),
  },
]

function once<T>(make: () => T): () => T {
  const made = make()
  return () => made
}
