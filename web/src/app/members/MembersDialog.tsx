import type { PersonId, Role, SpaceId } from '@weft/space'
import type { ApiMember } from '@weft/space/api'
import { LogOut, UserMinus } from 'lucide-react'
import { useState } from 'react'
import ConfirmDialog from '../../ui/ConfirmDialog.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Face } from '../../ui/Face.tsx'
import { Pick } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { troubleText } from '../http.ts'
import page from '../Page.module.css'
import { Links } from './Links.tsx'
import css from './Members.module.css'
import { useChangeMember, useLeave, useMembers } from './queries.ts'
import { Tokens } from './Tokens.tsx'
import { type Question, questionOf, ROLE_WORDS } from './words.ts'

export interface MembersDialogProps {
  readonly space: SpaceId
  readonly name: string
  readonly me: PersonId
  readonly role: Role
  readonly onClose: () => void
}

/** Who belongs to a space, and what else lets somebody in: links, and tokens of programs. */
export default function MembersDialog({ space, name, me, role, onClose }: MembersDialogProps) {
  const members = useMembers(space)
  const change = useChangeMember(space)
  const leave = useLeave(space, me)
  const [asked, setAsked] = useState<Question | null>(null)
  const owns = role === 'owner'
  const list = (members.data ?? []).toSorted(
    (a, b) => Number(b.id === me) - Number(a.id === me) || a.name.localeCompare(b.name),
  )
  const turn = (member: ApiMember, next: Role | null): void => {
    const question = questionOf(member, next, member.id === me, name)
    const act = (): void => {
      if (next === null && member.id === me) leave.mutate(undefined, { onSuccess: onClose })
      else change.mutate({ person: member.id, role: next })
    }
    if (question === null) act()
    else setAsked({ ...question, act })
  }
  const trouble = leave.error ?? change.error ?? members.error
  return (
    <Dialog
      title={`People of ${name}`}
      description={
        owns
          ? 'What you change here holds at once, also for pages that are open.'
          : 'The owners of this space say who belongs to it.'
      }
      onClose={onClose}
    >
      {trouble !== null && (
        <p className={page.trouble} role="alert">
          {troubleText(trouble)}
        </p>
      )}
      <ul className={css.list} aria-label="Members" aria-busy={members.isPending}>
        {members.isPending && <li className={css.waiting}>Asking the server…</li>}
        {list.map((member) => (
          <li key={member.id} className={css.row} data-member={member.name}>
            <Face person={member} size={28} />
            <span className={css.name}>
              {member.name}
              {member.id === me && <small> you</small>}
              {member.program && <small> program</small>}
            </span>
            {owns ? (
              <Pick
                label={`Role of ${member.name}`}
                value={member.role}
                options={ROLES.filter(({ value }) => !member.program || value !== 'owner')}
                onPick={(next) => turn(member, next)}
              />
            ) : (
              <span className={css.role}>{ROLE_WORDS[member.role]}</span>
            )}
            {member.id === me ? (
              <IconButton icon={LogOut} label="Leave this space" onClick={() => turn(member, null)} />
            ) : (
              owns && (
                <IconButton
                  icon={UserMinus}
                  label={`Remove ${member.name}`}
                  onClick={() => turn(member, null)}
                />
              )
            )}
          </li>
        ))}
      </ul>
      {role !== 'viewer' && <Links space={space} people={list} />}
      {owns && <Tokens space={space} />}
      {asked !== null && (
        <ConfirmDialog
          title={asked.title}
          confirm={asked.confirm}
          onConfirm={asked.act}
          onClose={() => setAsked(null)}
        >
          {asked.text}
        </ConfirmDialog>
      )}
    </Dialog>
  )
}

const ROLES = (['owner', 'member', 'viewer'] as const).map((value) => ({ value, label: ROLE_WORDS[value] }))
