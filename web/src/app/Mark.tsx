import css from './Page.module.css'

/** Weft's mark: three threads, crossed. */
export const Mark = () => (
  <svg className={css.mark} viewBox="0 0 20 20" width={20} height={20} aria-hidden="true">
    <path d="M3 5h9M15 5h2M3 10h2M8 10h9M3 15h9M15 15h2" />
    <path d="M6.5 3v4M13.5 8v4M6.5 13v4" opacity=".55" />
  </svg>
)
