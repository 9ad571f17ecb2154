import type { SpaceId } from '@weft/space'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field } from '../../ui/Field.tsx'
import { troubleText } from '../http.ts'
import page from '../Page.module.css'
import { useCreateSpace } from '../queries.ts'

export default function NewSpaceDialog({
  onMade,
  onClose,
}: {
  readonly onMade: (space: SpaceId) => void
  readonly onClose: () => void
}) {
  const [name, setName] = useState('')
  const create = useCreateSpace()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    create.mutate(name.trim(), {
      onSuccess: (made) => {
        onClose()
        onMade(made.id)
      },
    })
  }
  return (
    <Dialog
      title="New space"
      description="A conversation and notes, for the people you invite to it."
      onClose={onClose}
    >
      <form className={page.form} onSubmit={submit}>
        <Field
          label="Name"
          placeholder="Harbour café opening"
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={80}
          autoFocus
          autoComplete="off"
          error={create.error === null ? null : troubleText(create.error)}
        />
        <Button type="submit" look="primary" busy={create.isPending} disabled={name.trim() === ''}>
          Create space
        </Button>
      </form>
    </Dialog>
  )
}
