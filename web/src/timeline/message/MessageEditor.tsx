import { Suspense, useEffect } from 'react'
import { lazyPart, SayFailed } from '../../ui/lazy-part.tsx'
import { MessageText } from './MessageText.tsx'

interface MessageEditorProps {
  readonly text: string
  /** The text of the edit; null when it was given up. */
  readonly onDone: (text: string | null) => void
}

const EditingMessage = lazyPart(() => import('./EditingMessage.tsx'), NotNow)

/** An own message being edited where it stands. Its words stay until the field is there. */
export const MessageEditor = (props: MessageEditorProps) => (
  <Suspense fallback={<MessageText text={props.text} />}>
    <EditingMessage {...props} />
  </Suspense>
)

function NotNow({ error, onDone }: MessageEditorProps & { readonly error: unknown }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: given up once
  useEffect(() => onDone(null), [])
  return <SayFailed error={error} />
}
