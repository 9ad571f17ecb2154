import { LARGEST_PICTURE } from '@weft/space/api'

/** Edge in pixels: the largest face, on a screen with three to each of its pixels. */
const EDGE = 128
/** Tried in turn until one is small enough. */
const QUALITIES = [0.85, 0.7, 0.5, 0.3]

/** The middle of a picture file as a small square, base64. Null when the browser can't read it. */
export async function smallPicture(file: Blob): Promise<string | null> {
  // Browsers say by a rejection that they don't know such a file; its words help nobody.
  const image = await createImageBitmap(file).catch(() => null)
  if (image === null) return null
  const edge = Math.min(image.width, image.height)
  const canvas = new OffscreenCanvas(EDGE, EDGE)
  const [x, y] = [(image.width - edge) / 2, (image.height - edge) / 2]
  canvas.getContext('2d')?.drawImage(image, x, y, edge, edge, 0, 0, EDGE, EDGE)
  image.close()
  for (const quality of QUALITIES) {
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality })
    if (blob.size <= LARGEST_PICTURE) return base64(await blob.arrayBuffer())
  }
  return null
}

/** Of a few KiB. */
const base64 = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)))

/** Where an `img` finds a picture that `smallPicture` made, or, in browsers that make no WebP, a PNG. */
export const pictureSource = (picture: string): string =>
  `data:image/${picture.startsWith('iVBOR') ? 'png' : 'webp'};base64,${picture}`
