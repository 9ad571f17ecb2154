import type { History } from './actions.ts'

/**
 * Histories that once failed, made as small as they could be, under the name of the bug that they found. They run first,
 * for ever. A new one comes from `npm run simulate`, which prints the steps of what fails.
 */
export const KEPT: readonly (History & { readonly bug: string })[] = [
  {
    bug: 'a single unacked byte kept a dead line, and the faces of those who had left, for 12 s (G10)',
    seed: 1,
    steps: [
      { do: 'say', who: 4, text: 'oat', after: 50 },
      { do: 'hole', who: 2, towards: 'both', after: 100 },
      { do: 'hole', who: 3, towards: 'both', after: 1 },
      { do: 'say', who: 3, text: 'milk', after: 1 },
      { do: 'wait', after: 11_000 },
    ],
  },
  {
    bug: 'a device asked every 5 s, for ever, for refused work of its own that others had changed (G7)',
    seed: 5,
    steps: [
      { do: 'createNote', who: 0, after: 100 },
      { do: 'archive', who: 5, which: 0, after: 500 },
      { do: 'archive', who: 0, which: 0, after: 0 },
    ],
  },
  {
    bug: 'a kept edit whose causes only the server had waited for the next line, though it was complete on this one (G3)',
    seed: 73,
    steps: [
      { do: 'deviceFails', who: 4, after: 32 },
      { do: 'say', who: 4, text: 'the naïve and', after: 68 },
      { do: 'crashServer', keep: 0, after: 19 },
      { do: 'say', who: 4, text: 'quiet opening milk', after: 1 },
      { do: 'closeOthers', who: 1, after: 49 },
    ],
  },
  {
    bug: 'on a line that was silent, but waited for with reason, those who had left stayed on the screen (G10)',
    seed: 1,
    steps: [
      { do: 'hole', who: 3, towards: 'both', after: 100 },
      { do: 'say', who: 3, text: 'x'.repeat(500_000), after: 1 },
      { do: 'closeTab', who: 4, after: 1 },
      { do: 'wait', after: 12_000 },
    ],
  },
  {
    bug: 'an edit of another tab that missed its causes was sent alone, dropped, and called saved by the next ack (G1)',
    seed: 1792,
    steps: [
      { do: 'crashBrowser', who: 6, after: 14 },
      { do: 'hole', who: 7, towards: 'server', after: 2 },
      { do: 'deviceFails', who: 6, after: 1233 },
      { do: 'openTab', who: 0, after: 0 },
      { do: 'say', who: 3, text: 'and', after: 613 },
      { do: 'heal', who: 6, after: 2 },
      { do: 'createNote', who: 0, after: 48 },
      { do: 'openTab', who: 1, after: 42 },
      { do: 'type', who: 6, which: 2, at: 0.7196321543306112, text: '\n oat milk', after: 35 },
    ],
  },
  {
    bug: 'for a moment nothing was said to be unkept, while refused work was on its way to the disk (G3, G7)',
    seed: 931,
    steps: [
      { do: 'cut', who: 0, after: 2 },
      { do: 'slow', who: 5, ms: 1, after: 1 },
      { do: 'blink', after: 27 },
      { do: 'syncNow', after: 73 },
      { do: 'say', who: 5, text: 'tables opening', after: 1 },
      { do: 'say', who: 5, text: 'naïve שלום ☕️', after: 2 },
      { do: 'losePower', who: 5, after: 2 },
    ],
  },
  {
    bug: 'whoever was lost while the space still loaded had 8 s more from the moment in which it was ready (G10)',
    seed: 986,
    steps: [
      { do: 'blink', after: 2 },
      { do: 'cut', who: 0, after: 9 },
      { do: 'cut', who: 3, after: 4312 },
      { do: 'slowDisk', ms: 1000, after: 31 },
      { do: 'heal', who: 6, after: 3 },
      { do: 'hole', who: 1, towards: 'client', after: 51 },
      { do: 'unsay', who: 3, which: 42, after: 12_735 },
    ],
  },
]
