import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Found from below the built files, which lie one folder deeper. */
export const root = resolve(import.meta.dirname, '../../..')
export const peers = join(root, 'e2e/bench/peers')

export const NAMES = ['y-websocket', 'hocuspocus', 'relay', 'floor', 'weft'] as const
export type Name = (typeof NAMES)[number]
/** No peers: they store nothing and know no document. */
export const BARE: readonly Name[] = ['relay', 'floor']
export const isName = (text: string): text is Name => NAMES.some((name) => name === text)

/** What a server is made of, each with its exact version. */
export function versionOf(name: Name): string {
  const peer = (inside: string): string => read(join(peers, 'node_modules', inside, 'package.json'))
  switch (name) {
    case 'weft':
      return read(join(root, 'package.json'))
    case 'relay':
    case 'floor':
      return `(ws ${peer('ws')})`
    case 'hocuspocus':
      return `${peer('@hocuspocus/server')} with its database extension ${peer('@hocuspocus/extension-database')}`
    case 'y-websocket':
      return `${peer('y-websocket')} with y-leveldb ${peer('y-leveldb')}`
  }
}

const read = (file: string): string => String(JSON.parse(readFileSync(file, 'utf8')).version)
