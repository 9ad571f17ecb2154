import { encode } from 'uqr'
import css from './Devices.module.css'
import { qrPath } from './qr-path.ts'

/** Light modules that a reader needs around the code (ISO/IEC 18004, 9.1). */
const QUIET = 4

/** Dark on light in every theme: many cameras read no other. */
export default function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET })
  return (
    <svg
      className={css.qr}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      data-testid="qr"
    >
      <path d={qrPath(data)} />
    </svg>
  )
}
