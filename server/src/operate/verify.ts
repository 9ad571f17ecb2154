import { readArchive } from '@weft/persistence'
import { writeBackup } from './backup.ts'
import { Examination, type Report } from './examine.ts'
import { withArchive } from './reach.ts'

/**
 * Reads everything on a data folder, whether or not a server runs on it. The checking is done in this process: rebuilding
 * every space would make those wait who write in the server's.
 */
export function verify(data: string): Promise<Report> {
  return withArchive(data, { all: true }, async (chunks, warnings) => {
    const examination = new Examination()
    for await (const item of readArchive(chunks)) examination.check(item)
    return examination.report(warnings)
  })
}

/** Everything on a data folder into one file; and what of it is damaged, and so lacking. */
export function backup(
  data: string,
  file: string,
  options: { readonly force: boolean },
): Promise<{ readonly report: Report; readonly bytes: number }> {
  return withArchive(data, { all: false }, async (chunks, warnings) => {
    const examination = new Examination()
    const { bytes } = await writeBackup(file, options, chunks, (item) => examination.check(item))
    return { report: examination.report(warnings), bytes }
  })
}
