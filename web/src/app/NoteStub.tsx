import type { NoteId, Persona } from '@weft/space'
import type { SpaceSession } from '../sync/contract.ts'

export const NotePane = (_: {
  session: SpaceSession
  note: NoteId
  me: Persona
  readOnly: boolean
  onClose: () => void
}) => <p>…</p>
