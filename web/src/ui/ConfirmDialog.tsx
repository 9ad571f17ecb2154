import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'

export interface ConfirmDialogProps {
  readonly title: string
  readonly children: ReactNode
  /** The verb of what happens, as in "Delete message". */
  readonly confirm: string
  readonly danger?: boolean
  readonly onConfirm: () => void
  readonly onClose: () => void
}

export default function ConfirmDialog({
  title,
  children,
  confirm,
  danger = true,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  return (
    <Dialog
      kind="alert"
      title={title}
      description={children}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look={danger ? 'danger' : 'primary'}
            autoFocus
            onClick={() => {
              onClose()
              onConfirm()
            }}
          >
            {confirm}
          </Button>
        </>
      }
    />
  )
}
