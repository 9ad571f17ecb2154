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
]
