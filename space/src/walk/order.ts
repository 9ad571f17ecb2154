import type { Id, Section, Struct } from '../scan/contract.ts'

interface Head {
  readonly client: number
  readonly struct: Struct
}

/** Structs in the order in which Yjs integrates them: clients by descending ids, and before each struct what it leans on. */
export function inOrder(
  sections: readonly Section[],
  lacks: (id: Id) => boolean,
  add: (client: number, struct: Struct) => void,
): void {
  const sorted = [...sections].sort((a, b) => b.client - a.client)
  const heads = new Map(sorted.map(({ client, structs }) => [client, structs.values()]))
  const take = (client: number): Head | null => {
    const next = heads.get(client)?.next()
    return next === undefined || next.done ? null : { client, struct: next.value }
  }
  for (const { client } of sorted) {
    const waiting: Head[] = []
    for (let head = take(client); head !== null; head = waiting.pop() ?? take(client)) {
      for (let cause = causeOf(head, lacks); cause !== null; cause = causeOf(head, lacks)) {
        const other = take(cause)
        // It comes from nowhere: Yjs would put all of it aside.
        if (other === null) break
        waiting.push(head)
        head = other
      }
      add(head.client, head.struct)
    }
  }
}

/** The client of which a struct needs more. */
function causeOf({ client, struct }: Head, lacks: (id: Id) => boolean): number | null {
  if (struct.type !== 'item') return null
  for (const id of [struct.left, struct.right, struct.parent]) {
    if (id !== null && typeof id !== 'string' && id.client !== client && lacks(id)) return id.client
  }
  return null
}
