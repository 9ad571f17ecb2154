import { describe, expect, it } from 'vitest'
import { storeError } from './errors.ts'

const coded = (code: string, message: string, cause?: Error): Error =>
  Object.assign(new Error(message, { cause }), { code })
/** As classic-level rejects when it can't open. */
const unopened = (code: string, message: string): Error =>
  coded('LEVEL_DATABASE_NOT_OPEN', 'Database failed to open', coded(code, message))

describe('an error of the disk', () => {
  it.each([
    ['LOCKED', unopened('LEVEL_LOCKED', 'IO error: lock /d/LOCK: Resource temporarily unavailable')],
    ['FULL', coded('LEVEL_IO_ERROR', 'IO error: /d/000003.log: No space left on device')],
    ['FULL', coded('LEVEL_IO_ERROR', 'IO error: /d/000003.log: File too large')],
    ['FULL', coded('ENOSPC', 'ENOSPC: no space left on device, mkdir')],
    ['DENIED', coded('EACCES', 'EACCES: permission denied, mkdir')],
    ['DENIED', unopened('LEVEL_IO_ERROR', 'IO error: /d/LOCK: Permission denied')],
    ['DENIED', unopened('LEVEL_IO_ERROR', 'IO error: /d/MANIFEST-000002: Read-only file system')],
    ['DENIED', coded('ENOTDIR', 'ENOTDIR: not a directory, mkdir')],
    ['DAMAGED', unopened('LEVEL_CORRUPTION', 'Corruption: 1 missing files; e.g.: /d/000005.ldb')],
    ['DAMAGED', unopened('LEVEL_IO_ERROR', 'IO error: /d/MANIFEST-000004: No such file or directory')],
    ['IO', unopened('LEVEL_IO_ERROR', 'IO error: /d/LOG: Input/output error')],
    ['CLOSED', coded('LEVEL_DATABASE_NOT_OPEN', 'Database is not open')],
    ['IO', coded('LEVEL_IO_ERROR', 'IO error: /d/000003.log: Input/output error')],
    ['IO', new Error('something else')],
  ])('is %s for %s, in one sentence that names the folder and ends with what to do', (code, error) => {
    const mapped = storeError(error, '/d')
    expect(mapped.code).toBe(code)
    expect(mapped.cause).toBe(error)
    expect(mapped.message).toMatch(/\/d\b/)
    expect(mapped.message).not.toMatch(/[.\n]$/)
    if (code !== 'CLOSED') expect(mapped.message).toMatch(/: .+/)
  })

  it('stays what it is when it was said already', () => {
    const error = storeError(new Error('x'), '/d')
    expect(storeError(error, '/e')).toBe(error)
  })
})
