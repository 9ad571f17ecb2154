import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ArchiveError, type Item, readArchive } from '@weft/persistence'
import { Problem } from './problem.ts'

/**
 * Writes an archive to a file, and reads it as it goes by: only what was found whole is synced and takes the file's name.
 * Until then it is `FILE.part`. Throws Problem when the file can't be written, or is there and may not be replaced.
 */
export async function writeBackup(
  file: string,
  options: { readonly force: boolean },
  chunks: AsyncIterable<Uint8Array>,
  each: (item: Item) => void,
): Promise<{ readonly bytes: number }> {
  await refuseToReplace(file, options)
  const part = `${file}.part`
  const handle = await openPart(part, file)
  try {
    let bytes = 0
    const writing = async function* () {
      for await (const chunk of chunks) {
        await handle.writeFile(chunk)
        bytes += chunk.length
        yield chunk
      }
    }
    for await (const item of readArchive(writing())) each(item)
    await handle.sync()
    await finish(handle, part, file, options)
    return { bytes }
  } catch (error) {
    await rm(part, { force: true })
    if (error instanceof ArchiveError)
      throw new Problem('The backup was cut off and is not kept; make it again.', { cause: error })
    throw asProblem(error, file)
  } finally {
    await handle.close()
  }
}

async function refuseToReplace(file: string, { force }: { readonly force: boolean }): Promise<void> {
  const found = await stat(file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw asProblem(error, file)
  })
  if (found?.isDirectory()) throw new Problem(`${file} is a folder; name a file in it.`)
  if (found !== null && !force)
    throw new Problem(`${file} is there already; choose another name, or replace it with --force.`)
}

/** One left by a backup that was killed gives way; whoever still writes it has another file then, and finds that out. */
async function openPart(part: string, file: string): Promise<FileHandle> {
  try {
    await rm(part, { force: true })
    // Hashes of secrets and all that people wrote: for its owner alone.
    return await open(part, 'wx', 0o600)
  } catch (error) {
    throw asProblem(error, file)
  }
}

async function finish(
  handle: FileHandle,
  part: string,
  file: string,
  options: { readonly force: boolean },
): Promise<void> {
  const [ours, there] = [await handle.stat(), await stat(part)]
  if (ours.ino !== there.ino) throw new Problem(`Another backup to ${file} has begun meanwhile; wait for it.`)
  await refuseToReplace(file, options)
  await rename(part, file)
  await syncFolder(dirname(file))
}

/** A new name is on the disk only when its folder is. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows can't open a folder, and needs it not.
  if (process.platform === 'win32') return
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function asProblem(error: unknown, file: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code
  if (error instanceof Problem || code === undefined || !/^E[A-Z]+$/.test(code)) return error
  if (code === 'ENOSPC') return new Problem(`The disk that holds ${file} is full; nothing was kept.`)
  return new Problem(`${file} can't be written (${code}); choose another place.`, { cause: error })
}
