/** Runs one thing at a time for each name, in the order of the calls. A failed one doesn't stop the next. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  take<T>(name: string, run: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(name) ?? Promise.resolve()).then(run, run)
    this.#last.set(name, turn)
    const forget = (): void => {
      if (this.#last.get(name) === turn) this.#last.delete(name)
    }
    turn.then(forget, forget)
    return turn
  }
}
