import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { Button, type ButtonProps } from './Button.tsx'
import { copyText } from './copy.ts'
import { useNotices } from './notices.ts'

interface CopyButtonProps extends Pick<ButtonProps, 'size' | 'autoFocus'> {
  readonly text: string
  /** What is copied, as the button and the trouble call it: “link”. */
  readonly what: string
}

/** Puts a text on the clipboard. The button itself says that it did; where the browser doesn't let it, a notice does. */
export function CopyButton({ text, what, ...rest }: CopyButtonProps) {
  const [copied, setCopied] = useState<string | null>(null)
  const board = useNotices()
  const done = copied === text
  const copy = (): void => {
    void copyText(text).then((could) => {
      setCopied(could ? text : null)
      if (!could)
        board.say({
          text: `The browser didn’t let this page copy. Select the ${what} and copy it yourself.`,
          trouble: true,
        })
    })
  }
  return (
    <>
      <Button look="primary" icon={done ? Check : Copy} onClick={copy} {...rest}>
        {done ? 'Copied' : `Copy ${what}`}
      </Button>
      <span className="sr-only" role="status">
        {done ? 'Copied' : ''}
      </span>
    </>
  )
}
