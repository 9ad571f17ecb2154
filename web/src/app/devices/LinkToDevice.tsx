import { QrCode as QrGlyph } from 'lucide-react'
import { Suspense } from 'react'
import { Button } from '../../ui/Button.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { lazyPart } from '../../ui/lazy-part.tsx'
import { useNow } from '../../ui/now.ts'
import { troubleText } from '../http.ts'
import { LocalOnly } from '../LocalOnly.tsx'
import page from '../Page.module.css'
import css from './Devices.module.css'
import { useEndLink, useMakeLink } from './queries.ts'
import { leftText } from './words.ts'

const QrCode = lazyPart(() => import('./QrCode.tsx'))

/** Makes a link that signs another device in. `open`: the server still has one that opens. */
export function LinkToDevice({ open }: { readonly open: boolean }) {
  const make = useMakeLink()
  const end = useEndLink()
  const now = useNow(make.data === undefined ? null : 1000)
  const trouble = make.error ?? end.error
  const over = make.data === undefined ? null : now >= make.data.until ? 'expired' : open ? null : 'opened'
  return (
    <section className={css.section} aria-label="Another device">
      <h3>Sign in on another device</h3>
      {trouble !== null && (
        <p className={page.trouble} role="alert">
          {troubleText(trouble)}
        </p>
      )}
      {make.data !== undefined && over === null ? (
        <Made
          url={make.data.url}
          left={leftText(make.data.until, now)}
          onEnd={() => end.mutate(undefined, { onSuccess: () => make.reset() })}
        />
      ) : (
        <>
          <p className={css.text} role={over === null ? undefined : 'status'}>
            {over === 'opened'
              ? 'The link was opened: that device is signed in.'
              : over === 'expired'
                ? 'The link’s ten minutes are over. Make a new one.'
                : 'Make a link and scan it with the other device, or open it there. It works once, within ten minutes.'}
          </p>
          <Button icon={QrGlyph} busy={make.isPending} onClick={() => make.mutate()}>
            {over === null ? 'Make a link' : 'Make another link'}
          </Button>
        </>
      )}
    </section>
  )
}

function Made({
  url,
  left,
  onEnd,
}: {
  readonly url: string
  readonly left: string
  readonly onEnd: () => void
}) {
  return (
    <div className={css.made}>
      <div className={css.code}>
        <Suspense fallback={null}>
          <QrCode text={url} label="QR code of the link" />
        </Suspense>
      </div>
      <div className={css.beside}>
        <p className={css.text}>
          Scan it with the other device’s camera, or open the link there.{' '}
          <strong>Whoever opens it is you:</strong> show it to nobody.
        </p>
        <input
          readOnly
          aria-label="Link to another device"
          data-testid="device-link"
          value={url}
          onFocus={(event) => event.target.select()}
        />
        <div className={css.acts}>
          <CopyButton size="s" text={url} what="link" />
          <Button size="s" onClick={onEnd}>
            Take it back
          </Button>
          <span className={css.left}>
            Holds for <span className={css.clock}>{left}</span>
          </span>
        </div>
        <LocalOnly url={url} />
      </div>
    </div>
  )
}
