import type { Reading } from '../app/space.tsx'

/** Why there is no box to write in. */
export default function ReadingOnly({ why }: { readonly why: Reading }): string {
  switch (why) {
    case 'viewer':
      return 'You can read along here. To write, ask somebody in this space for a member’s role.'
    case 'archived':
      return 'Nobody writes in an archived space.'
    case 'newer':
      return 'This space was changed by a newer Weft. Reload the page to write in it.'
    case 'unknown':
      return 'You can write here as soon as the server says so.'
  }
}
