// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Whether what is installed is what the lock file says: compared by content, because a checkout gives files new times,
 * and because installing anew under a running server or a colleague's tests would pull the packages away from them.
 * @param {string} root
 */
export function installed(root) {
  const has = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(has)) return false
  const wanted = packages(join(root, 'package-lock.json'))
  const present = packages(has)
  return Object.entries(wanted).every(
    ([path, wish]) =>
      !path.startsWith('node_modules/') ||
      wish.link ||
      wish.optional ||
      wish.devOptional ||
      present[path]?.version === wish.version,
  )
}

/**
 * @param {string} lock
 * @returns {Record<string, {version?: string, link?: boolean, optional?: boolean, devOptional?: boolean}>}
 */
const packages = (lock) => JSON.parse(readFileSync(lock, 'utf8')).packages
