import { Component, type ErrorInfo, type ReactNode } from 'react'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import css from './Crash.module.css'

interface CrashProps {
  readonly children: ReactNode
  /** What failed, as in "This note". */
  readonly what: string
  /** When this changes, it is tried again. */
  readonly retryOn?: unknown
}

/** Keeps an error in one part of the screen from taking the rest along, and says what to do. */
export class Crash extends Component<CrashProps, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: null }

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error: error ?? new Error('unknown') }
  }
  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(error, info.componentStack)
  }
  override componentDidUpdate(before: CrashProps): void {
    if (before.retryOn !== this.props.retryOn && this.state.error !== null) this.setState({ error: null })
  }
  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <div className={css.crash} role="alert">
        <EmptyState
          title={`${this.props.what} can’t be shown`}
          actions={
            <>
              <Button look="primary" onClick={() => this.setState({ error: null })}>
                Try again
              </Button>
              <Button onClick={() => location.reload()}>Reload the page</Button>
            </>
          }
        >
          Something in this page failed. What you wrote is kept on this device and isn’t touched by it.
          <details className={css.details}>
            <summary>What happened</summary>
            <code>{error instanceof Error ? `${error.name}: ${error.message}` : String(error)}</code>
          </details>
        </EmptyState>
      </div>
    )
  }
}
