import type { BindingV2 } from '@lexical/yjs'
import type { NoteId, Runtime } from '@weft/space'
import type { LexicalEditor } from 'lexical'
import type { Awareness } from 'y-protocols/awareness'
import css from './Cursors.module.css'
import { $caretBox, $roomAfter, $selectionBoxes, type Box } from './geometry.ts'
import { $spotsOf, type OtherCursor, othersIn } from './others.ts'

/** A name stays this long (ms) after its caret moved; then the caret stands alone. */
const NAME_STAYS = 3000

export interface CursorLayerOptions {
  readonly editor: LexicalEditor
  readonly binding: BindingV2
  readonly awareness: Awareness
  readonly note: NoteId
  /** Under the text, for selections, and over it, for carets and names; both as large as the text. */
  readonly under: HTMLElement
  readonly over: HTMLElement
  readonly runtime: Pick<Runtime, 'timer'>
}

/** Draws where others are in the note. The result takes all of it away. */
export function showCursors(options: CursorLayerOptions): () => void {
  const layer = new CursorLayer(options)
  return () => layer.end()
}

interface Drawn {
  readonly caret: HTMLElement
  readonly name: HTMLElement
  boxes: HTMLElement[]
  /** Its position as it was told: another one means that its owner moved it. */
  told: string
  quiet: () => void
}

class CursorLayer {
  readonly #options: CursorLayerOptions
  readonly #drawn = new Map<number, Drawn>()
  readonly #off: (() => void)[]
  #frame: number | null = null

  constructor(options: CursorLayerOptions) {
    this.#options = options
    const { editor, awareness } = options
    const later = (): void => this.#later()
    const resized = new ResizeObserver(later)
    awareness.on('change', later)
    this.#off = [
      () => awareness.off('change', later),
      editor.registerUpdateListener(later),
      editor.registerRootListener((root) => {
        resized.disconnect()
        if (root !== null) resized.observe(root)
      }),
      () => resized.disconnect(),
    ]
    this.#later()
  }

  end(): void {
    for (const off of this.#off) off()
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
    for (const client of [...this.#drawn.keys()]) this.#remove(client)
  }

  #later(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null
      this.#draw()
    })
  }

  #draw(): void {
    const { editor, binding, awareness, note, over } = this.#options
    const others = othersIn(awareness.getStates(), awareness.clientID, note)
    const present = new Set(others.map(({ client }) => client))
    for (const client of [...this.#drawn.keys()]) if (!present.has(client)) this.#remove(client)
    if (others.length === 0 || editor.getRootElement() === null) return
    const origin = over.getBoundingClientRect()
    editor.read('latest', () => {
      for (const other of others) {
        const spots = $spotsOf(binding, other)
        const caret = spots === null ? null : $caretBox(editor, spots.focus, origin)
        if (spots === null || caret === null) this.#remove(other.client)
        else {
          const boxes = $selectionBoxes(editor, spots.anchor, spots.focus, origin)
          this.#place(other, caret, boxes, $roomAfter(editor, spots.focus, caret, origin), origin.width)
        }
      }
    })
  }

  #place(other: OtherCursor, at: Box, boxes: readonly Box[], room: number, width: number): void {
    const drawn = this.#drawn.get(other.client) ?? this.#add(other)
    const { caret, name } = drawn
    put(caret, { ...at, width: 2 })
    const colour = `var(--dye-${other.dye})`
    caret.style.setProperty('--dye', colour)
    caret.style.setProperty('--dye-on', `var(--dye-${other.dye}-on)`)
    if (name.textContent !== other.name) name.textContent = other.name
    // Beside the caret where the line is free; else over it, towards the side where there is room.
    const beside = room > name.offsetWidth + 8
    caret.dataset.side = beside ? 'beside' : at.left + name.offsetWidth > width ? 'left' : 'above'
    while (drawn.boxes.length > boxes.length) drawn.boxes.pop()?.remove()
    boxes.forEach((box, index) => {
      const element = drawn.boxes[index] ?? document.createElement('span')
      if (drawn.boxes[index] === undefined) {
        element.className = css.selection ?? ''
        this.#options.under.append(element)
        drawn.boxes.push(element)
      }
      element.style.setProperty('--dye', colour)
      put(element, box)
    })
    const told = JSON.stringify([other.anchorPos, other.focusPos])
    if (told !== drawn.told) this.#moved(drawn, told)
  }

  #add(other: OtherCursor): Drawn {
    const caret = document.createElement('span')
    caret.className = css.caret ?? ''
    caret.dataset.testid = 'remote-caret'
    const name = document.createElement('span')
    name.className = css.name ?? ''
    name.textContent = other.name
    caret.append(name)
    this.#options.over.append(caret)
    const drawn: Drawn = { caret, name, boxes: [], told: '', quiet: () => undefined }
    this.#drawn.set(other.client, drawn)
    return drawn
  }

  #moved(drawn: Drawn, told: string): void {
    drawn.told = told
    drawn.quiet()
    drawn.caret.dataset.moving = ''
    drawn.quiet = this.#options.runtime.timer(NAME_STAYS, () => delete drawn.caret.dataset.moving)
  }

  #remove(client: number): void {
    const drawn = this.#drawn.get(client)
    drawn?.quiet()
    drawn?.caret.remove()
    for (const box of drawn?.boxes ?? []) box.remove()
    this.#drawn.delete(client)
  }
}

function put(element: HTMLElement, { left, top, width, height }: Box): void {
  element.style.transform = `translate(${left}px, ${top}px)`
  element.style.width = `${width}px`
  element.style.height = `${height}px`
}
