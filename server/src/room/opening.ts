import type { Loaded } from '@weft/persistence'
import type { SpaceId } from '@weft/space'
import type { RoomContext } from './context.ts'
import { inLane } from './lane.ts'
import { type Rebuilt, rebuild } from './load.ts'
import { readStored, type StoredState } from './stored.ts'

/** Reads what is stored of a space. A document is made at once only when the bytes alone don't tell what is there. */
export async function openSpace(space: SpaceId, context: RoomContext): Promise<StoredState | Rebuilt> {
  const started = context.runtime.elapsed()
  const loaded = await readLog(space, context)
  const stored = await inLane(context.lane, readStored(loaded, context.options.pace?.stride))
  const opened = stored ?? (await make(space, context, loaded))
  observe(started, context)
  return opened
}

/** Makes a space's document, of what was read before or is read now. */
export async function makeDocument(
  space: SpaceId,
  context: RoomContext,
  stored: StoredState | null,
): Promise<Rebuilt> {
  const started = context.runtime.elapsed()
  const rebuilt = await make(space, context, stored?.loaded ?? (await readLog(space, context)))
  observe(started, context)
  return rebuilt
}

async function readLog(space: SpaceId, { options, meter }: RoomContext): Promise<Loaded> {
  const loaded = await options.log.load(space)
  const { snapshot, records } = loaded
  meter.observe('space_bytes', snapshot?.bytes.length ?? 0)
  meter.observe('log_records', records.length)
  meter.observe(
    'log_bytes',
    records.reduce((sum, { bytes }) => sum + bytes.length, 0),
  )
  return loaded
}

async function make(space: SpaceId, context: RoomContext, loaded: Loaded): Promise<Rebuilt> {
  const rebuilt = await inLane(context.lane, rebuild(loaded, context.options.pace?.stride))
  reportDamage(space, loaded, rebuilt, context)
  return rebuilt
}

/** What was damaged when it was read, and what couldn't be made use of. */
function reportDamage(
  space: SpaceId,
  { damaged }: Loaded,
  { unreadable }: Rebuilt,
  { meter, warn }: RoomContext,
): void {
  for (const { what, seq, through, problem, earlier } of damaged) {
    warn('stored piece damaged', { space, what, seq, through, problem })
    if (earlier) continue
    meter.add(what === 'record' ? 'records_damaged' : 'snapshots_damaged', through - seq + 1)
  }
  for (const { seq, problem } of unreadable) {
    meter.add('records_damaged')
    warn('stored record unreadable', { space, seq, problem })
  }
}

const observe = (started: number, { runtime, meter }: RoomContext): void =>
  meter.observe('load_seconds', (runtime.elapsed() - started) / 1000)
