import type { SmallPiece, StoredSpace } from '../contract.ts'

/** What an archive holds, in its order: the small records, then the spaces. */
export type Item =
  | { readonly kind: 'small'; readonly piece: SmallPiece }
  | { readonly kind: 'space'; readonly space: string; readonly stored: StoredSpace }

/**
 * Why bytes aren't a whole archive. `foreign`: not an archive; `version`: a newer one; `truncated`: it ends before its end;
 * `damaged`: something in it fails its check, or follows its end.
 */
export class ArchiveError extends Error {
  readonly code: 'foreign' | 'version' | 'truncated' | 'damaged'
  constructor(code: ArchiveError['code'], options?: ErrorOptions) {
    super(`not a whole archive of this version: ${code}`, options)
    this.name = 'ArchiveError'
    this.code = code
  }
}
