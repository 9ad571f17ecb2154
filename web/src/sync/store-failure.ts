/** This device can't keep what it was given. `why` is a sentence for people. */
export class StoreFailure extends Error {
  readonly why: string
  constructor(why: string, options?: ErrorOptions) {
    super(why, options)
    this.name = 'StoreFailure'
    this.why = why
  }
}

/** The sentence that a screen may show for whatever a store rejected with. */
export function whyOf(error: unknown): string {
  if (error instanceof StoreFailure) return error.why
  return 'This browser couldn’t write to its storage.'
}
