import { ask } from '../browser/fixtures/control.ts'
import type { Name } from './names.ts'
import type { Door } from './wire.ts'

/** As long as a name of Weft's. */
const SOMEBODY = 'somebodysomebody'

/** The ways into documents that are empty so far. Weft's are spaces of their own, each with a token that may write there. */
export async function doorsOf(
  name: Name,
  base: string,
  folder: string,
  rooms: readonly string[],
): Promise<Door[]> {
  const anybody = { headers: {}, protocols: [], person: SOMEBODY }
  switch (name) {
    case 'y-websocket':
      return rooms.map((room) => ({ ...anybody, url: `${base}/${room}`, name: null }))
    case 'hocuspocus':
      return rooms.map((room) => ({ ...anybody, url: base, name: room }))
    case 'relay':
    case 'floor':
      return rooms.map((room) => ({ ...anybody, url: `${base}/relay-${room}`, name: null }))
    case 'weft': {
      const doors: Door[] = []
      for (const room of rooms) {
        const { token, space, person } = await ask<{ token: string; space: string; person: string }>(
          folder,
          'createToken',
          { target: { newSpace: room }, role: 'member', name: 'bench' },
        )
        doors.push({
          url: `${base}/sync/${space}`,
          headers: { Authorization: `Bearer ${token}` },
          protocols: ['weft.1'],
          name: null,
          person,
        })
      }
      return doors
    }
  }
}
