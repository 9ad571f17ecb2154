import type { OrderedBytes, UpdateLog } from '@weft/persistence'
import type { Arrival, Rooms, Transport } from '@weft/server/core'
import type { Runtime } from '@weft/space'
import type { DeviceStore } from '@weft/web/sync'

/**
 * A bug put into the seams between the parts, to see that the simulation finds it. Each wraps what a part gets from its
 * neighbour; the parts themselves know nothing of it, and no product code has a switch for one.
 */
export interface Plant {
  /** The disk, as the log gets it. */
  disk?(bytes: OrderedBytes): OrderedBytes
  /** The log, as the rooms get it; `time` is the world's. */
  log?(log: UpdateLog, time: Runtime): UpdateLog
  /** The rooms, as the gateway gets them; `make` opens others over the same log. */
  rooms?(make: () => Rooms): Rooms
  /** Somebody who is let in. */
  arrival?(arrival: Arrival): Arrival
  /** A message came from a client; `others` are the server's ends of all others' wires. */
  received?(bytes: Uint8Array, others: readonly Transport[]): void
  /** A message that the server sends; null for none. */
  sent?(bytes: Uint8Array): Uint8Array | null
  /** A message that a client is about to read. */
  heard?(bytes: Uint8Array): Uint8Array
  /** Whether a message of a client's goes out. */
  said?(bytes: Uint8Array): boolean
  /** The device's store, as a tab gets it. */
  store?(store: DeviceStore): DeviceStore
}

/** What it is called, the promises of which one must be found broken, and a new one for each history. */
export interface Planted {
  readonly name: string
  readonly breaks: readonly string[]
  readonly plant: () => Plant
}
