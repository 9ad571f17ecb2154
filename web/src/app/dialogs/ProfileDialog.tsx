import type { Persona } from '@weft/space'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field } from '../../ui/Field.tsx'
import { DyePicker } from '../DyePicker.tsx'
import { troubleText } from '../http.ts'
import page from '../Page.module.css'
import { useEditMe } from '../queries.ts'
import { useProvider } from '../signin/queries.ts'
import { SignInWith } from '../signin/SignInWith.tsx'

export default function ProfileDialog({
  me,
  onClose,
}: {
  readonly me: Persona
  readonly onClose: () => void
}) {
  const [name, setName] = useState(me.name)
  const [dye, setDye] = useState(me.dye)
  const edit = useEditMe()
  const provider = useProvider()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    edit.mutate({ name: name.trim(), dye }, { onSuccess: onClose })
  }
  return (
    <Dialog
      title="Your name and colour"
      description="As the others see you, in every space."
      onClose={onClose}
    >
      <form className={page.form} onSubmit={submit}>
        <Field
          label="Name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={80}
          autoFocus
          autoComplete="name"
          error={edit.error === null ? null : troubleText(edit.error)}
        />
        <DyePicker name={name} value={dye} onPick={setDye} />
        <Button
          type="submit"
          look="primary"
          busy={edit.isPending}
          disabled={name.trim() === '' || (name.trim() === me.name && dye === me.dye)}
        >
          Save
        </Button>
      </form>
      {provider !== null && (
        <section className={page.form}>
          <p className={page.small}>
            {provider.linked
              ? `You can sign in with ${provider.name} on every browser.`
              : `Link your account there, to be yourself on every browser that you sign in on with ${provider.name}.`}
          </p>
          <SignInWith verb="Link" next={location.pathname} />
        </section>
      )}
    </Dialog>
  )
}
