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

interface PickProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string }[]
  readonly onPick: (value: T) => void
}

/** A field whose answer is one of a few: the platform's own control, which every phone does well. */
export function Choice<T extends string>(props: PickProps<T>) {
  const id = useId()
  return (
    <div className={css.field}>
      <label htmlFor={id} className={css.label}>
        {props.label}
      </label>
      <Select {...props} id={id} />
    </div>
  )
}

/** The same in a row that says what it is about: its label is read out, not shown. */
export function Pick<T extends string>(props: PickProps<T>) {
  return <Select {...props} className={css.pick} aria-label={props.label} />
}

function Select<T extends string>({
  value,
  options,
  onPick,
  className,
  label: _,
  ...rest
}: PickProps<T> & {
  readonly id?: string
  readonly className?: string | undefined
  readonly 'aria-label'?: string
}) {
  return (
    <span className={css.choice}>
      <select
        {...rest}
        className={cx(css.input, css.select, className)}
        value={value}
        onChange={(event) => {
          const picked = options.find((option) => option.value === event.target.value)
          if (picked !== undefined) onPick(picked.value)
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown size={15} strokeWidth={1.75} aria-hidden />
    </span>
  )
}
