import { createTimeline } from '@weft/space'
import * as Y from 'yjs'
import { difference } from './agree.ts'
import { Device, isPartOf, type Tab } from './device.ts'
import { Broken, contains } from './truth.ts'
import type { World } from './world.ts'

/**
 * What must come true in the end, once the network is well and everybody is back: nothing pends, all see the same, nothing
 * that was promised is missing, whoever leaves is gone, the room leaves memory, and a server that starts on what the disk
 * has then shows a newcomer the same again.
 */
export async function rest(world: World): Promise<void> {
  await heal(world)
  await world.until('G3', 'all is saved and synced', () => world.tabs.every(isQuiet))
  // What was sent while a line was slow is still on its way.
  await world.pass(10_000)
  await world.until('G3', 'all is saved and synced', () => world.tabs.every(isQuiet))
  await world.until('G4', 'nothing pends', () => world.tabs.every(nothingPends), 30_000)
  promisesKept(world)
  nothingElseDeleted(world)
  allAgree(world)
  await world.until('G10', 'all see all', () => allSeen(world), 10_000)
  await everybodyLeaves(world)
  await anotherServer(world)
}

async function heal(world: World): Promise<void> {
  world.server.diskTime = 5
  world.server.disk.heal()
  await world.pass(5_000)
  // It has its disk again by itself, within its longest pause between two attempts.
  await world.until('revival', 'the store is well again', () => !world.server.failed, 70_000)
  for (const device of world.devices) {
    device.line.delay.client = 5
    device.line.delay.server = 5
    device.line.heal()
    if (!device.belongs) world.role(device, 'member')
  }
  await world.until('start', 'the server is up', () => {
    void world.server.start()
    return world.server.rooms !== null
  })
  for (const tab of world.tabs) {
    tab.open()
    tab.session?.retry()
  }
}

function isQuiet({ session }: Tab): boolean {
  if (!session) return false
  const link = session.link.get()
  const { unsaved, unkept } = session.keeping.get()
  // Somebody who was stopped (their role was gone) has to be asked again, as with the button on their screen.
  if (link.state === 'stopped') session.retry()
  return link.state === 'online' && link.synced && unsaved === 0 && unkept === 0
}

/** Nothing that a document was given waits in it for something that isn't there. */
function nothingPends({ session }: Tab): boolean {
  const { pendingStructs, pendingDs } = session?.doc.get().store ?? {}
  return !pendingStructs && !pendingDs
}

/** G1, G3, G7: what was shown as saved is on the disk; what was kept is too, or stands under refused on its device. */
function promisesKept(world: World): void {
  for (const tab of world.tabs)
    for (const made of tab.made) {
      if (!made.saved && !made.kept) continue
      if (contains(world.truth.doc, made.update)) continue
      if (!made.saved && tab.device.disk.contents.refused.some(({ update }) => isPartOf(made.update, update)))
        continue
      throw new Broken(
        made.saved ? 'G1' : 'G3',
        `an edit of ${tab.name} was ${made.saved ? 'saved' : 'kept'} and is gone`,
      )
    }
}

/** G1: what is deleted was deleted by somebody, or stood in something that was, or lost its place in a map to what came later. */
function nothingElseDeleted({ tabs, truth }: World): void {
  const asked = new Map<number, Set<number>>()
  for (const { made } of tabs)
    for (const { update } of made)
      for (const [client, ranges] of Y.decodeUpdate(update).ds.clients)
        for (const { clock, len } of ranges)
          for (let at = clock; at < clock + len; at++)
            asked.set(client, (asked.get(client) ?? new Set()).add(at))
  for (const [client, structs] of truth.doc.store.clients)
    for (const item of structs) {
      // What became GC stood in something that was deleted.
      if (!(item instanceof Y.Item) || !item.deleted || goesByItself(item)) continue
      if (Y.isDeleted(truth.deleted, item.id)) continue
      for (let at = item.id.clock; at < item.id.clock + item.length; at++)
        if (!asked.get(client)?.has(at))
          throw new Broken('G1', `nobody deleted ${client} ${at}, and it is gone`)
    }
}

const goesByItself = ({ parent, parentSub, right }: Y.Item): boolean =>
  !(parent instanceof Y.AbstractType) ||
  parent._item?.deleted === true ||
  (parentSub !== null && right !== null)

/** G4, in the Yjs state and in what is shown; and a fold that followed every change shows what a fresh one does. */
function allAgree(world: World): void {
  for (const { name, session, fold } of world.tabs) {
    const doc = session?.doc.get()
    if (!doc) throw new Broken('G4', `${name} has no document`)
    const why = difference(world.truth.doc, doc)
    if (why !== null) throw new Broken('G4', `${name} and the disk: ${why}`)
    const fresh = createTimeline(doc)
    if (JSON.stringify(fold?.items) !== JSON.stringify(fresh.items))
      throw new Broken('G4', `${name} shows another conversation than its document has`)
    fresh.destroy()
  }
}

/** G10: everybody is here, once, viewers included. */
function allSeen(world: World): boolean {
  const here = world.server.rooms?.here(world.space) ?? []
  const people = new Set(world.devices.map(({ member }) => member.id))
  const screens = world.tabs.map(({ session }) => session?.awareness.get().states.size)
  return here.length === people.size && screens.every((size) => size === world.tabs.length)
}

async function everybodyLeaves(world: World): Promise<void> {
  const [stays, ...leave] = world.tabs
  if (!stays) return
  for (const tab of leave) leaveSomehow(world, tab)
  await world.pass(10_000)
  const seen = stays.session?.awareness.get().states.size
  if (stays.session && seen !== 1) throw new Broken('G10', `${stays.name} sees ${seen} after all others left`)
  const here = world.server.rooms?.here(world.space) ?? []
  if (here.length > 1) throw new Broken('G10', `${here.map(({ name }) => name).join()} are said to be here`)
  const { counted } = world.server
  // It may be at rest; then it has left memory already.
  if (world.server.rooms) await world.wait(world.server.rooms.read(world.space, () => undefined))
  const closed = counted.get('rooms_closed') ?? 0
  await world.wait(stays.close())
  await world.pass(60_000)
  if (world.server.rooms?.here(world.space).length !== 0)
    throw new Broken('G10', 'somebody is here when all have left')
  if ((counted.get('rooms_closed') ?? 0) <= closed) throw new Broken('unload', 'the room stays in memory')
}

function leaveSomehow(world: World, tab: Tab): void {
  const how = Math.floor(world.time.chance() * 3)
  if (tab.device === world.tabs[0]?.device || how === 0) void tab.close()
  else if (how === 1) tab.device.line.cut()
  else {
    tab.device.line.hole.client = true
    tab.device.line.hole.server = true
  }
}

/** A power cut when all is still, a new start, and somebody who was never here. */
async function anotherServer(world: World): Promise<void> {
  await world.server.crash({ keep: 0 })
  for (const tab of world.tabs)
    for (const { saved, update } of tab.made)
      if (saved && !contains(world.truth.doc, update))
        throw new Broken('G1', `${tab.name}: saved, and gone after a crash`)
  await world.wait(world.server.start())
  const somebody = world.devices[0]
  if (!somebody) return
  const newcomer = world.arrive('newcomer', new Device('newcomer', somebody.member, world.time, 0))
  newcomer.open()
  await world.until('G4', 'the newcomer has synced', () => isQuiet(newcomer))
  const doc = newcomer.session?.doc.get()
  const why = doc && difference(world.truth.doc, doc)
  if (why) throw new Broken('G4', `a newcomer and the disk: ${why}`)
}
