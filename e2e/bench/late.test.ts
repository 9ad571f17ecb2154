import { describe, expect, it } from 'vitest'
import { Late, orNone, until, within } from './late.ts'

describe('what comes late', () => {
  it('is a reason in place of a figure', async () => {
    expect(await orNone(until('the moon', () => false, 0))).toEqual({ none: 'waited 0 s for the moon' })
    expect(await orNone(Promise.resolve(7))).toBe(7)
  })

  it('is told from what is broken', async () => {
    await expect(orNone(Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  })

  it('is no longer waited for', async () => {
    await expect(within('an answer', new Promise(() => undefined), 0)).rejects.toThrow(Late)
    await expect(within('an answer', Promise.resolve('yes'), 60)).resolves.toBe('yes')
  })
})
