import { StoreError } from '../contract.ts'

/** The disk gives nothing where something lies; unlike a failing write, that harms only what lies there. */
export const isUnreadable = (error: unknown): boolean =>
  error instanceof StoreError && error.code === 'DAMAGED'

/** The items up to a part of the disk's files that can't be read; `met` is called there. */
export async function* untilUnreadable<T>(items: AsyncIterable<T>, met: () => void): AsyncIterable<T> {
  try {
    yield* items
  } catch (error) {
    if (!isUnreadable(error)) throw error
    met()
  }
}
