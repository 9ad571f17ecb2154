import type { OrderedBytes, UpdateLog } from '@weft/persistence'
import type { Connection, Rooms, Transport } from '@weft/server/core'
import type { DeviceStore } from '@weft/web/sync'

/** An object's methods, bound to it, so that some of them can be replaced. */
export const facade = (log: UpdateLog): UpdateLog => ({
  append: (space, bytes) => log.append(space, bytes),
  load: (space) => log.load(space),
  compact: (space, through, snapshot) => log.compact(space, through, snapshot),
  size: (space) => log.size(space),
  spaces: () => log.spaces(),
  drop: (space) => log.drop(space),
})

export const deviceFacade = (store: DeviceStore): DeviceStore => ({
  load: () => store.load(),
  append: (update, mine) => store.append(update, mine),
  acked: (rows) => store.acked(rows),
  compact: (through, state) => store.compact(through, state),
  savePeople: (people) => store.savePeople(people),
  refuse: (why, unkept) => store.refuse(why, unkept),
  forgetRefused: (id) => store.forgetRefused(id),
  dropCopy: () => store.dropCopy(),
  setAside: (...given) => store.setAside(...given),
  onOtherTab: (handle) => store.onOtherTab(handle),
  catchUp: () => store.catchUp(),
  close: () => store.close(),
})

export const diskFacade = (disk: OrderedBytes): OrderedBytes => ({
  get: (key) => disk.get(key),
  range: (from, to, options) => disk.range(from, to, options),
  keys: (from, to, options) => disk.keys(from, to, options),
  batch: (ops, options) => disk.batch(ops, options),
  close: () => disk.close(),
})

/** `open`: those that are asked; others may take their place. */
export const roomsFacade = (open: () => Rooms): Rooms => ({
  join: (arrival) => open().join(arrival),
  roleChanged: (space, person, role) => open().roleChanged(space, person, role),
  personaChanged: (persona) => open().personaChanged(persona),
  gone: (space) => open().gone(space),
  notify: (person, notice) => open().notify(person, notice),
  here: (space) => open().here(space),
  edit: (space, by, change) => open().edit(space, by, change),
  read: (space, use) => open().read(space, use),
  authors: (space, wanted) => open().authors(space, wanted),
  close: () => open().close(),
})

export const transportFacade = (
  inner: Transport,
  other: Partial<Pick<Transport, 'send' | 'ping' | 'buffered'>>,
): Transport => ({
  send: (message) => inner.send(message),
  sendPart: (message, from, to) => inner.sendPart(message, from, to),
  cork: () => inner.cork(),
  uncork: () => inner.uncork(),
  close: (code, reason) => inner.close(code, reason),
  drop: () => inner.drop(),
  pause: () => inner.pause(),
  resume: () => inner.resume(),
  ping: () => inner.ping(),
  get buffered() {
    return inner.buffered
  },
  get received() {
    return inner.received
  },
  ...other,
})

export const connectionFacade = (inner: Connection): Connection => ({
  receive: (message) => inner.receive(message),
  pong: () => inner.pong(),
  pinged: () => inner.pinged(),
  drained: () => inner.drained(),
  end: (code, reason) => inner.end(code, reason),
  closed: () => inner.closed(),
})
