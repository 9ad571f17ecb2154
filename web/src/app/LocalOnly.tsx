import page from './Page.module.css'

const LOCAL = /^(?:(?:.*\.)?localhost|127(?:\.\d+){3}|\[::1\])$/

/** Below a link for another device, while this server has no address that another device could open. */
export const LocalOnly = ({ url }: { readonly url: string }) =>
  LOCAL.test(new URL(url).hostname) && (
    <p className={page.small}>
      Only browsers on this computer can open this link. For other devices, give Weft an address of its own:{' '}
      <code className={page.code}>docs/operating.md</code> says how.
    </p>
  )
