import type { SpaceId } from '@weft/space'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field } from '../../ui/Field.tsx'
import { troubleText } from '../http.ts'
import page from '../Page.module.css'
import { useDelete } from './queries.ts'
import { isSameName } from './same-name.ts'

interface DeleteDialogProps {
  readonly space: SpaceId
  readonly name: string
  readonly onDeleted: () => void
  readonly onClose: () => void
}

/** Asks for the space's name: what is deleted here is gone for everybody, and nothing brings it back. */
export function DeleteDialog({ space, name, onDeleted, onClose }: DeleteDialogProps) {
  const [typed, setTyped] = useState('')
  const remove = useDelete(space)
  const sure = isSameName(typed, name)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!sure) return
    remove.mutate(undefined, {
      onSuccess: onDeleted,
    })
  }
  return (
    <Dialog
      kind="alert"
      title={`Delete ${name}?`}
      description="Its conversation and its notes are deleted for everybody: on the server, and on each device that has a copy, when it next has a connection. Nobody can bring them back. To put the space away instead, archive it."
      onClose={onClose}
    >
      <form className={page.form} onSubmit={submit}>
        <Field
          label="The space’s name, to be sure"
          placeholder={name}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoFocus
          autoComplete="off"
          spellCheck={false}
          error={remove.error === null ? null : troubleText(remove.error)}
        />
        <div className={page.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="danger" busy={remove.isPending} disabled={!sure}>
            Delete for everybody
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
