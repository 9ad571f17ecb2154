import { type PersonId, personId, type SpaceId, spaceId } from '@weft/space'
import { type VirtualRuntime, virtualRuntime } from '@weft/space/testing'
import type { DeviceStore, SpaceSession } from '../contract.ts'
// Loaded when it is needed; here before, because virtual time doesn't wait for a disk.
import '../put-back.ts'
import { openSession } from '../session.ts'
import { MemoryDisk } from './memory-device-store.ts'
import { type Mortal, mortal } from './mortal.ts'
import { ServerDouble } from './server-double.ts'
import { type FakeSurroundings, fakeSurroundings } from './surroundings.ts'

/** One person's device before one server, in virtual time. */
export interface Bench {
  readonly runtime: VirtualRuntime
  readonly server: ServerDouble
  readonly disk: MemoryDisk
  readonly surroundings: FakeSurroundings
  readonly space: SpaceId
  readonly person: PersonId
  /** What sessions reported; a test that expects none checks it. */
  readonly problems: unknown[]
  /** Opens a tab. */
  open(store?: DeviceStore, prepared?: Promise<void>): SpaceSession
  /** The browser dies with all its tabs, or the whole machine does. */
  crash(how: 'browser' | 'power'): void
}

export function bench(seed = 1): Bench {
  const runtime = virtualRuntime(seed)
  const server = new ServerDouble(runtime)
  const disk = new MemoryDisk(runtime)
  const surroundings = fakeSurroundings()
  const space = spaceId(runtime.random)
  const person = personId(runtime.random)
  const problems: unknown[] = []
  const tabs = new Set<Mortal>()
  return {
    runtime,
    server,
    disk,
    surroundings,
    space,
    person,
    problems,
    open(store = disk.open(), prepared) {
      const tab = mortal(runtime, server.dial, surroundings)
      tabs.add(tab)
      const { dial } = tab
      return openSession({
        space,
        person,
        store,
        dial,
        runtime: tab.runtime,
        surroundings: tab.surroundings,
        ...(prepared ? { prepared } : {}),
        problem: (error) => problems.push(error),
      })
    },
    crash(how) {
      disk.crash(how)
      for (const tab of tabs) tab.kill()
      tabs.clear()
    },
  }
}
