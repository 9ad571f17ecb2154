import { decodeDown, decodeUp, encodeDown } from '@weft/space/wire'
import { deviceFacade } from './facades.ts'
import type { Planted } from './plant.ts'

/** Bugs in what a device keeps, says and believes. */
export const ON_DEVICES: readonly Planted[] = [
  {
    name: 'a device that is opened again forgets what the server lacks',
    breaks: ['G3'],
    plant: () => ({
      store: (store) => ({
        ...deviceFacade(store),
        async load() {
          const stored = await store.load()
          return { ...stored, updates: stored.updates.filter(({ unacked }) => !unacked) }
        },
      }),
    }),
  },
  {
    name: 'what was refused is forgotten',
    breaks: ['G1', 'G3'],
    plant: () => ({
      store: (store) => ({
        ...deviceFacade(store),
        async refuse(why, unkept) {
          const refused = await store.refuse(why, unkept)
          if (refused) await store.forgetRefused(refused.id)
          return refused
        },
      }),
    }),
  },
  {
    name: 'a device that is full says that it kept an edit',
    breaks: ['G3'],
    plant: () => ({
      store(store) {
        let key = 1_000_000
        return {
          ...deviceFacade(store),
          append: (update, mine) => store.append(update, mine).catch(() => ++key),
        }
      },
    }),
  },
  {
    name: 'a client takes an ack for one more than it covers',
    breaks: ['G1', 'G3', 'crash'],
    plant: () => ({
      heard(bytes) {
        const down = decodeDown(bytes)
        return down.type === 'ack' ? encodeDown({ ...down, count: down.count + 1 }) : bytes
      },
    }),
  },
  {
    name: 'a client does not answer when it is asked for what it has',
    breaks: ['G3'],
    plant: () => ({ said: (bytes) => decodeUp(bytes).type !== 'step2' }),
  },
]
