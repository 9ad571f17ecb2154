import { BlockList, isIPv6 } from 'node:net'
import type { Proxies } from './address.ts'
import { network } from './rate.ts'

const machine = new BlockList()
machine.addSubnet('127.0.0.0', 8, 'ipv4')
machine.addAddress('::1', 'ipv6')

const uncounted = (): void => undefined

/** How many connections each address holds, let in or not: nobody may hold all that the server has. */
export class Crowd {
  readonly #held = new Map<string, number>()
  readonly #most: number
  readonly #proxies: Proxies

  /** @param most for one address; 0 for any number */
  constructor(most: number, proxies: Proxies) {
    this.#most = most
    this.#proxies = proxies
  }

  /**
   * Counts one connection in; the result counts it out, once. Null: there are too many from there. A trusted proxy brings
   * everybody's, and this machine's own programs are its operator's business: they aren't counted.
   */
  enter(address: string): (() => void) | null {
    const own = machine.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
    if (this.#most === 0 || own || this.#proxies.trusts(address)) return uncounted
    const from = network(address)
    const held = this.#held.get(from) ?? 0
    if (held >= this.#most) return null
    this.#held.set(from, held + 1)
    let inside = true
    return () => {
      if (!inside) return
      inside = false
      const left = (this.#held.get(from) ?? 1) - 1
      if (left > 0) this.#held.set(from, left)
      else this.#held.delete(from)
    }
  }

  /** Addresses that hold any. */
  get size(): number {
    return this.#held.size
  }
}
