/** Makes a text area as high as its text; the style sheet says where it ends and scrolls. */
export function fitHeight(area: HTMLTextAreaElement): void {
  const box = area.parentElement
  // The box around it stays as high meanwhile: a list beside it that stands at its end would be given more room for a
  // moment, be moved by that, and not come back.
  if (box !== null) box.style.minHeight = `${box.offsetHeight}px`
  area.style.height = 'auto'
  const edges = area.offsetHeight - area.clientHeight
  area.style.height = `${area.scrollHeight + edges}px`
  if (box !== null) box.style.minHeight = ''
}
