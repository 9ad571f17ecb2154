import { openStore, type Store } from '@weft/persistence'
import { initSpace, type PersonId, type Runtime, type SpaceId, spaceId } from '@weft/space'
import { Journal } from '../audit/journal.ts'
import { gatherRefusals, type Refusals } from '../audit/refusals.ts'
import { createRooms } from '../core.ts'
import { amnestyOf } from '../people/amnesty.ts'
import { roleNow } from '../people/authorize.ts'
import { Book } from '../people/book.ts'
import { deleteSpace, finishDeletion, unfinishedDeletions } from '../people/deletion.ts'
import { createDesk, type Desk, type PeopleEvents } from '../people/desk.ts'
import { addSpace, mirrorMeta } from '../people/spaces.ts'
import { sweep } from '../people/sweep.ts'
import { expireTokens } from '../people/tokens.ts'
import { membersNow, readersOf, type Who } from '../people/who.ts'
import type { Meter, Rooms } from '../room/contract.ts'
import { createMarks, type Marks } from '../unread/marks.ts'
import type { AllLimits } from './limits.ts'
import { type Log, sparingly } from './log.ts'
import { reviveStore } from './revive.ts'

/** How often tokens whose time has come are looked for. Milliseconds. */
const EXPIRY_LOOK = 1_000

export interface HouseOptions {
  readonly data: string
  readonly limits: AllLimits
  readonly runtime: Runtime
  readonly meter: Meter
  readonly log: Log
  /** Instead of the folder's own. */
  readonly store?: Store
  readonly credentialEnded?: PeopleEvents['credentialEnded']
}

/** A data folder that this process owns, with everything that stands on it but no network. */
export interface House {
  readonly store: Store
  readonly desk: Desk
  readonly rooms: Rooms
  /** `by` writes the first document; `owner` owns the space, null for nobody yet. */
  createSpace(name: string, by: PersonId, owner: PersonId | null, desk?: Desk): Promise<SpaceId>
  /** See `deleteSpace` of people/. */
  deleteSpace(desk: Desk, by: Who | null, space: SpaceId): Promise<boolean>
  /** Who did what. */
  readonly journal: Journal
  readonly refusals: Refusals
  /** What nobody has seen yet. */
  readonly marks: Marks
  /** Does nothing by itself from here on; the rooms go on. */
  rest(): void
  /** Rejects with a StoreError when not everything taken could be stored; the folder is let go of all the same. */
  close(): Promise<void>
}

/** Throws StoreError. */
export async function openHouse(options: HouseOptions): Promise<House> {
  const { log, meter, runtime, limits } = options
  const damaged = (what: string) => {
    meter.add('records_damaged')
    log.error('record_damaged', { what })
  }
  const store = options.store ?? (await openStore(options.data, { warn: damaged }))
  try {
    const journal = new Journal(store.records, () => runtime.now())
    const book = await Book.open(
      store.records,
      (kind, key) => damaged(`${kind} ${key.slice(0, 8)}…`),
      journal,
    )
    const desk = createDesk(book, runtime, {
      roleChanged: (space, person, role) =>
        rooms.roleChanged(space, person, role === null ? null : roleNow(role, book.archived(space))),
      personaChanged: (persona) => rooms.personaChanged(persona),
      credentialEnded: (hash) => options.credentialEnded?.(hash),
      amnestyChanged: (space, amnesty) => {
        if (amnesty === null) log.warn('amnesty_ended', { space })
        else log.warn('amnesty_opened', { space, by: amnesty.by ?? 'operator', until: amnesty.until })
      },
    })
    const marks = createMarks({
      log: store.log,
      records: store.records,
      since: (space, after) => store.holdings.since(space, after),
      runtime,
      readers: (space) => readersOf(book, space),
      tell: (person, news) =>
        rooms.notify(person, () => {
          const said = news()
          return said === null ? null : { kind: 'unread', ...said }
        }),
      failed: (error) => log.error('marks_failed', { error: String(error) }),
    })
    /** Of a space that is deleted: what is told of it beside its log goes with it. */
    const erasing = (space: SpaceId): Pick<Store['records'], 'erase'> => ({
      async erase() {
        await marks.forget(space)
        await store.records.erase()
      },
    })
    await sweep(desk)
    await expireTokens(desk)
    const finishDeletions = async (): Promise<void> => {
      for (const space of unfinishedDeletions(book))
        await finishDeletion(desk, { log: store.log, records: erasing(space) }, space).catch(
          (error: unknown) =>
            // Nobody can reach it; the others must open all the same (G11).
            log.error('deletion_unfinished', { space, error: String(error) }),
        )
    }
    await finishDeletions()
    const rooms = createRooms({
      log: marks.log,
      runtime,
      limits,
      meter,
      failing: () => store.failure !== null,
      mayReturn: (space) => amnestyOf(book, space, runtime.now()) !== null,
      people: (space, wrote) => Promise.resolve(membersNow(book, space, wrote)),
      metaChanged: (space, meta) => {
        mirrorMeta(desk, space, meta).catch((error: unknown) =>
          log.error('mirror_failed', { space, error: String(error) }),
        )
      },
      warn: sparingly(log, runtime),
    })
    let stopExpiry = (): void => {}
    const watchExpiry = (): void => {
      stopExpiry = runtime.timer(EXPIRY_LOOK, () => {
        expireTokens(desk).catch((error: unknown) => log.error('expiry_failed', { error: String(error) }))
        watchExpiry()
      })
    }
    watchExpiry()
    const stopReviving = reviveStore({ store, runtime, log, revived: finishDeletions })
    const rest = (): void => {
      stopExpiry()
      stopReviving()
      marks.rest()
    }
    const refusals = gatherRefusals({
      runtime,
      known: (space) => book.get('space', space) !== undefined,
      write: (lines) => desk.inTurn(() => journal.write(lines)),
      failed: (error) => log.error('audit_failed', { error: String(error) }),
    })
    return {
      store,
      desk,
      rooms,
      journal,
      refusals,
      async createSpace(name, by, owner, at = desk) {
        const id = spaceId((bytes) => runtime.random(bytes))
        // The document first: a crash in between leaves a log that nobody can reach, not a space without a document.
        await rooms.edit(id, by, (doc) => initSpace(doc, { name }))
        await addSpace(at, { id, name, by, owner })
        await marks.begin(id)
        return id
      },
      deleteSpace: (at, by, space) =>
        deleteSpace(at, { rooms, log: store.log, records: erasing(space) }, by, space),
      marks,
      rest,
      async close() {
        rest()
        try {
          await rooms.close()
          await marks.finish().catch((error: unknown) => log.error('marks_failed', { error: String(error) }))
          await refusals.end().catch((error: unknown) => log.error('audit_failed', { error: String(error) }))
        } finally {
          await store.close()
        }
      },
    }
  } catch (error) {
    await store.close()
    throw error
  }
}
