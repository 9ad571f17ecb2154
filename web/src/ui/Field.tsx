import { ChevronDown } from 'lucide-react'
import { type ComponentProps, type ReactNode, type Ref, useId } from 'react'
import { cx } from './classes.ts'
import css from './Field.module.css'

interface FieldProps extends Omit<ComponentProps<'input'>, 'ref'> {
  readonly label: string
  readonly hint?: ReactNode
  /** What is wrong with it, in words; the field is marked and reads it out. */
  readonly error?: string | null
  readonly ref?: Ref<HTMLInputElement>
}

export function Field({ label, hint, error = null, className, ...rest }: FieldProps) {
  const id = useId()
  const said = error !== null || hint !== undefined
  return (
    <div className={cx(css.field, className)}>
      <label htmlFor={id} className={css.label}>
        {label}
      </label>
      <input
        {...rest}
        id={id}
        className={css.input}
        aria-invalid={error !== null || undefined}
        aria-describedby={said ? `${id}-said` : undefined}
      />
      {said && (
        <div id={`${id}-said`} className={error === null ? css.hint : css.error}>
          {error ?? hint}
        </div>
      )}
    </div>
  )
}

/** A field whose answer is one of a few: the platform's own control, which every phone does well. */
export function Choice<T extends string>(props: {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string }[]
  readonly onPick: (value: T) => void
}) {
  const id = useId()
  return (
    <div className={css.field}>
      <label htmlFor={id} className={css.label}>
        {props.label}
      </label>
      <span className={css.choice}>
        <select
          id={id}
          className={cx(css.input, css.select)}
          value={props.value}
          onChange={(event) => {
            const picked = props.options.find((option) => option.value === event.target.value)
            if (picked !== undefined) props.onPick(picked.value)
          }}
        >
          {props.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown size={15} strokeWidth={1.75} aria-hidden />
      </span>
    </div>
  )
}
