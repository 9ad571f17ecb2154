import { virtualRuntime } from '@weft/space/testing'
import { describe, expect, it } from 'vitest'
import { Line, type Side, type Wire } from './network.ts'

function world() {
  const runtime = virtualRuntime(1)
  const line = new Line(runtime)
  const wire = line.open()
  const heard: string[] = []
  for (const side of ['client', 'server'] as Side[])
    wire.attach(side, {
      message: (bytes) => heard.push(`${side} ${bytes.join()}`),
      closed: (code) => heard.push(`${side} closed ${code}`),
    })
  return { runtime, line, wire, heard }
}
const send = (wire: Wire, from: Side, ...values: number[]) => {
  for (const value of values) wire.send(from, Uint8Array.of(value))
}

describe('a wire', () => {
  it('keeps the order of each direction, whatever the delays', async () => {
    const { runtime, line, wire, heard } = world()
    line.delay.server = 500
    send(wire, 'client', 1, 2)
    line.delay.server = 1
    send(wire, 'client', 3)
    await runtime.advance(2000)
    expect(heard).toEqual(['server 1', 'server 2', 'server 3'])
  })

  it('delivers what was sent before a close, then the close to both, once', async () => {
    const { runtime, wire, heard } = world()
    send(wire, 'server', 1)
    wire.close('server', 4503, 'bye')
    send(wire, 'server', 2)
    await runtime.advance(100)
    wire.cut()
    await runtime.advance(100)
    expect(heard).toEqual(['client 1', 'client closed 4503', 'server closed 4503'])
  })

  it('loses what is under way when it is cut, and tells both ends', async () => {
    const { runtime, line, wire, heard } = world()
    send(wire, 'client', 1)
    line.cut()
    await runtime.advance(100)
    expect(heard).toEqual(['client closed 1006', 'server closed 1006'])
  })

  it('is half open in a hole: one direction arrives, the other waits until it heals', async () => {
    const { runtime, line, wire, heard } = world()
    line.hole.server = true
    send(wire, 'client', 1, 2)
    send(wire, 'server', 3)
    await runtime.advance(60_000)
    expect(heard).toEqual(['client 3'])
    wire.send('client', new Uint8Array(100_000))
    expect(wire.buffered('client')).toBe(100_002 - 65_536)
    line.heal()
    await runtime.advance(100)
    expect(heard.slice(0, 3)).toEqual(['client 3', 'server 1', 'server 2'])
    expect(wire.buffered('client')).toBe(0)
  })

  it('says nothing to a process that died, and resets the other side', async () => {
    const { runtime, wire, heard } = world()
    send(wire, 'client', 1)
    send(wire, 'server', 2)
    wire.died('server')
    await runtime.advance(100)
    expect(heard).toEqual(['client 2', 'client closed 1006'])
  })
})
