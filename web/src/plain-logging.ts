/**
 * In the place of lib0's logging, which draws colours and pictures into the console by 3 kB gzipped of DOM code, for the four
 * lines that Yjs may have to say.
 */
export const BOLD = Symbol('bold')
export const UNBOLD = Symbol('unbold')
export const ORANGE = Symbol('orange')
export const RED = Symbol('red')

const words = (said: readonly unknown[]): unknown[] => said.filter((word) => typeof word !== 'symbol')

export const print = (...said: unknown[]): void => console.log(...words(said))
export const warn = (...said: unknown[]): void => console.warn(...words(said))
