import type { Persona } from '@weft/space'
import { ImagePlus } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Face } from '../../ui/Face.tsx'
import { Field } from '../../ui/Field.tsx'
import { DyePicker } from '../DyePicker.tsx'
import { troubleText } from '../http.ts'
import page from '../Page.module.css'
import { useEditMe } from '../queries.ts'
import { useProvider } from '../signin/queries.ts'
import { SignInWith } from '../signin/SignInWith.tsx'
import css from './ProfileDialog.module.css'
import { pictureSource, smallPicture } from './picture.ts'

export default function ProfileDialog({
  me,
  onClose,
}: {
  readonly me: Persona
  readonly onClose: () => void
}) {
  const [name, setName] = useState(me.name)
  const [dye, setDye] = useState(me.dye)
  /** What it is to be from now on: a new one, or none; undefined while it stays as it is. */
  const [picture, setPicture] = useState<string | null>()
  const [unread, setUnread] = useState(false)
  const file = useRef<HTMLInputElement | null>(null)
  const edit = useEditMe()
  const provider = useProvider()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    edit.mutate(
      { name: name.trim(), dye, ...(picture === undefined ? {} : { picture }) },
      { onSuccess: onClose },
    )
  }
  const choose = async (chosen: File | undefined): Promise<void> => {
    if (chosen === undefined) return
    const small = await smallPicture(chosen)
    setUnread(small === null)
    if (small !== null) setPicture(small)
  }
  const instead = picture === undefined ? undefined : picture && pictureSource(picture)
  const hasPicture = picture === undefined ? me.picture !== undefined : picture !== null
  const changed = name.trim() !== me.name || dye !== me.dye || picture !== undefined
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
        <div className={css.picture}>
          <Face
            person={{ ...me, name: name.trim() === '' ? me.name : name, dye }}
            {...(instead === undefined ? {} : { instead })}
            size={40}
          />
          <input
            ref={file}
            type="file"
            accept="image/*"
            hidden
            aria-label="Picture"
            onChange={(event) => {
              void choose(event.target.files?.[0])
              event.target.value = ''
            }}
          />
          <Button icon={ImagePlus} onClick={() => file.current?.click()}>
            {hasPicture ? 'Another picture' : 'Add a picture'}
          </Button>
          {hasPicture && (
            <Button onClick={() => setPicture(me.picture === undefined ? undefined : null)}>Remove</Button>
          )}
        </div>
        {unread && (
          <p className={page.trouble} role="alert">
            This browser can’t read that file as a picture. Choose a PNG, JPEG or WebP.
          </p>
        )}
        <Button type="submit" look="primary" busy={edit.isPending} disabled={name.trim() === '' || !changed}>
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
