/** Makes a text area as high as its text; the style sheet says where it ends and scrolls. */
export function fitHeight(area: HTMLTextAreaElement): void {
  area.style.height = 'auto'
  const edges = area.offsetHeight - area.clientHeight
  area.style.height = `${area.scrollHeight + edges}px`
}
