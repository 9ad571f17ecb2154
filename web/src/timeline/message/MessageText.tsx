import { memo, type ReactNode, useMemo, useState } from 'react'
import { MentionChip } from '../mentions/MentionChip.tsx'
import { type Block, type Inline, lightMarkdown } from './light-markdown.ts'
import { foldedText } from './long-text.ts'
import css from './MessageText.module.css'

interface MessageTextProps {
  readonly text: string
  /** Stands behind the last word. */
  readonly after?: ReactNode
}

/** A message's words with their little Markdown, as elements: nothing of it is ever taken as HTML. */
export const MessageText = memo(function MessageText({ text, after }: MessageTextProps) {
  const [whole, setWhole] = useState(false)
  const folded = useMemo(() => foldedText(text), [text])
  const blocks = useMemo(() => lightMarkdown(whole ? text : (folded ?? text)), [text, whole, folded])
  return (
    <div className={css.text} data-testid="message-text" dir="auto">
      {blocks.map((block, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: reason: a text is parsed whole; its parts have no other name
        <BlockOf key={i} block={block} after={i === blocks.length - 1 ? after : null} />
      ))}
      {folded !== null && (
        <button type="button" className={css.unfold} onClick={() => setWhole(!whole)}>
          {whole ? 'Show less' : `Show all of it (${text.length.toLocaleString('en')} characters)`}
        </button>
      )}
    </div>
  )
})

function BlockOf({ block, after }: { readonly block: Block; readonly after: ReactNode }): ReactNode {
  switch (block.type) {
    case 'fence':
      return (
        <div>
          <pre className={css.fence}>
            <code>{block.text}</code>
          </pre>
          {after}
        </div>
      )
    case 'quote':
      return (
        <blockquote className={css.quote}>
          {nodes(block.children)}
          {after}
        </blockquote>
      )
    case 'text':
      return (
        <p>
          {nodes(block.children)}
          {after}
        </p>
      )
  }
}

const nodes = (inline: readonly Inline[]): ReactNode =>
  // biome-ignore lint/suspicious/noArrayIndexKey: reason: a text is parsed whole; its parts have no other name
  inline.map((node, i) => <Node key={i} node={node} />)

function Node({ node }: { readonly node: Inline }): ReactNode {
  switch (node.type) {
    case 'text':
      return node.text
    case 'mention':
      return <MentionChip mention={node.mention} />
    case 'code':
      return <code className={css.code}>{node.text}</code>
    case 'strong':
      return <strong>{nodes(node.children)}</strong>
    case 'em':
      return <em>{nodes(node.children)}</em>
    case 'strike':
      return <s>{nodes(node.children)}</s>
    case 'link':
      return (
        <a href={node.href} target="_blank" rel="noopener noreferrer nofollow">
          {nodes(node.children)}
        </a>
      )
  }
}
