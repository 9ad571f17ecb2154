import { QueryClient } from '@tanstack/react-query'
import type { SpaceId, Unread } from '@weft/space'
import type { SpaceSummary } from '@weft/space/api'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { askForList, changeList, changeSpace, GONE, SPACES } from './space-list.ts'
import { setUnread } from './unread.ts'

const id = 'AAAAAAAAAAAAAAAAAAAAAA' as SpaceId
const other = 'BBBBBBBBBBBBBBBBBBBBBA' as SpaceId
const café: SpaceSummary = { id, name: 'Café', icon: null, role: 'member', here: [] }
const harbour: SpaceSummary = { ...café, id: other, name: 'Harbour' }
const three: Unread = { runs: [[7, 0, 3]] }

let client: QueryClient
/** What the server is slow to answer, in the order in which it was asked. */
let answers: ((list: readonly SpaceSummary[], gone?: readonly SpaceId[]) => void)[]
beforeEach(() => {
  client = new QueryClient({ defaultOptions: { queries: { networkMode: 'always', retry: false } } })
  answers = []
  askings = []
  vi.stubGlobal(
    'fetch',
    () =>
      new Promise((resolve) => {
        answers.push((spaces, gone = []) => resolve(new Response(JSON.stringify({ spaces, gone }))))
      }),
  )
})
afterEach(() => {
  client.clear()
  vi.unstubAllGlobals()
})
/** Each asking, also one that was given up. */
let askings: Promise<unknown>[]
const askNow = () =>
  client.fetchQuery({
    queryKey: SPACES,
    queryFn: (asking) => {
      const asked = askForList(client, asking)
      askings.push(asked)
      return asked
    },
    staleTime: 0,
  })
const list = () => client.getQueryData<readonly SpaceSummary[]>(SPACES)

it('G9 an answer that was long on its way takes back nothing that was told meanwhile', async () => {
  client.setQueryData(SPACES, [café, harbour])
  const asked = askNow()
  setUnread(client, id, three)
  changeSpace(client, other, (old) => ({ ...old, name: 'Harbor' }))
  answers[0]?.([café, { ...harbour, unread: three }])
  await asked
  expect(list()).toEqual([
    { ...café, unread: three },
    { ...harbour, name: 'Harbor', unread: three },
  ])
  // Told before: the next answer is newer.
  const again = askNow()
  answers[1]?.([café])
  await again
  expect(list()).toEqual([café])
})

it('says what was told before there was any list', async () => {
  const asked = askNow()
  setUnread(client, id, three)
  expect(list()).toBeUndefined()
  answers[0]?.([café])
  await asked
  expect(list()).toEqual([{ ...café, unread: three }])
})

it('keeps a space that was made meanwhile, and not one that was deleted', async () => {
  client.setQueryData(SPACES, [café])
  const asked = askNow()
  changeList(client, (all) => [...all, harbour])
  changeList(client, (all) => all.filter((one) => one.id !== id))
  answers[0]?.([café])
  await asked
  expect(list()).toEqual([harbour])
})

it('heeds nothing of an answer that was given up for a later one', async () => {
  const early = expect(askNow()).rejects.toThrow('CancelledError')
  await client.cancelQueries({ queryKey: SPACES })
  const later = askNow()
  answers[1]?.([café])
  await later
  answers[0]?.([], [id])
  await Promise.all([early, ...askings])
  expect(list()).toEqual([café])
  expect(client.getQueryData(GONE)).toEqual([])
})
