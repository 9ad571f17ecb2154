import { noteText } from '@weft/space/note'
import { $getRoot, REDO_COMMAND, UNDO_COMMAND } from 'lexical'
import { describe, expect, test } from 'vitest'
import { $range } from '../editing/selected.ts'
import { $isBlock } from '../nodes/block-node.ts'
import { type Desk, openDesk } from '../testing/lab.ts'
import { Meeting } from '../testing/meeting.ts'
import { $line, $select, LINES, STRUCTURE } from '../testing/structure.ts'

/** What is typed while somebody else changes the lines; nothing else in the note has its characters. */
const WORD = '\u4e2d\u6587'
const undo = (desk: Desk): void => void desk.editor.dispatchCommand(UNDO_COMMAND, undefined)
const redo = (desk: Desk): void => void desk.editor.dispatchCommand(REDO_COMMAND, undefined)

/** Types at a share of a line's length; false if there is no such line. */
function typed(desk: Desk, line: number, share: number, word = WORD): boolean {
  if (!desk.editor.read('latest', () => $isBlock($getRoot().getChildAtIndex(line)))) return false
  desk.edit(() => {
    $select([line, Math.floor($line(line).getTextContentSize() * share)])
    $range()?.insertText(word)
  })
  return true
}

type Story = (meeting: Meeting, change: () => void, type: () => void) => Promise<void>
const TIMES: Readonly<Record<string, Story>> = {
  'is done': async (meeting, change, type) => {
    meeting.at(0).edit(change)
    type()
  },
  'is done, and comes first': async (meeting, change, type) => {
    meeting.at(0).edit(change)
    type()
    meeting.tell(0, 1)
  },
  'is done, and comes last': async (meeting, change, type) => {
    meeting.at(0).edit(change)
    type()
    meeting.tell(1, 0)
  },
  'is done, and undone when the word has come': async (meeting, change, type) => {
    meeting.at(0).edit(change)
    type()
    await meeting.settle()
    undo(meeting.at(0))
  },
  'is undone': async (meeting, change, type) => {
    meeting.at(0).edit(change)
    await meeting.settle()
    undo(meeting.at(0))
    type()
  },
  'is redone': async (meeting, change, type) => {
    meeting.at(0).edit(change)
    await meeting.settle()
    undo(meeting.at(0))
    await meeting.settle()
    redo(meeting.at(0))
    type()
  },
  'is done, and who types reloads before they meet': async (meeting, change, type) => {
    meeting.at(0).edit(change)
    type()
    meeting.reload(1)
  },
  'is done, and who did it reloads before they meet': async (meeting, change, type) => {
    meeting.at(0).edit(change)
    type()
    meeting.reload(0)
  },
}

const letters = (text: string): string => text.replaceAll(/\n/g, '').replaceAll(WORD, '')

async function met(story: Story, change: () => void, type: (desk: Desk) => void, ids = [10, 20]) {
  const meeting = new Meeting(LINES, ids)
  await story(meeting, change, () => type(meeting.at(1)))
  await meeting.settle()
  return meeting.desks
}

describe('G4 what one types while another changes the lines is there, once, and nothing else differs', () => {
  for (const [name, change] of Object.entries(STRUCTURE))
    test(name, async () => {
      let tried = 0
      for (const [when, story] of Object.entries(TIMES)) {
        const [alone] = await met(story, change, () => undefined)
        const expected = letters(alone?.shared() ?? '')
        for (const ids of [
          [10, 20],
          [20, 10],
        ])
          for (const line of [0, 1, 2, 3])
            for (const share of when === 'is done' ? [0, 0.5, 1] : [0.5]) {
              let there = false
              const desks = await met(
                story,
                change,
                (desk) => {
                  there = typed(desk, line, share)
                },
                ids,
              )
              if (!there) continue
              tried += 1
              const where = `${name} ${when}; typed in line ${line} at ${share}, ids ${ids.join(', ')}`
              const shared = desks[0]?.shared() ?? ''
              for (const desk of desks) {
                expect(desk.shared(), where).toBe(shared)
                expect(desk.text(), where).toBe(shared)
                expect(desk.consistent(), where).toBe(true)
                expect(desk.events, where).toEqual([])
              }
              expect(shared.split(WORD).length - 1, `${where}: ${shared}`).toBe(1)
              expect(letters(shared), where).toBe(expected)
            }
      }
      expect(tried).toBeGreaterThan(40)
    })
})

/** The line that another one is joined to. */
const JOINED: Readonly<Record<string, number>> = {
  'Backspace at the start of a line': 0,
  'Delete at the end of a line': 1,
}
const MOVES = [
  'Backspace at the start of a line',
  'Delete at the end of a line',
  'move a line up',
  'move a line down',
  'cut a line and paste it below',
]
describe('what one types in a line while another moves its words goes with them', () => {
  for (const name of MOVES)
    test.each(['is done', 'is done, and comes first', 'is done, and comes last'])(
      `${name} %s`,
      async (when) => {
        const [change, story] = [STRUCTURE[name], TIMES[when]]
        if (change === undefined || story === undefined) throw new Error('no such case')
        for (const ids of [
          [10, 20],
          [20, 10],
        ])
          for (const line of [0, 1, 2, 3])
            for (const share of [0, 0.3, 0.5, 1]) {
              // What is joined to a line's end and what is typed there are put in at one place.
              if (share === 1 && line === JOINED[name]) continue
              const where = `${name} ${when}; typed in line ${line} at ${share}, ids ${ids.join(', ')}`
              const [a] = await met(story, change, (desk) => typed(desk, line, share), ids)
              const inTurn = new Meeting(LINES, ids)
              typed(inTurn.at(1), line, share)
              await inTurn.settle()
              inTurn.at(0).edit(change)
              expect(a?.shared(), where).toBe(inTurn.at(0).shared())
            }
      },
    )
})

describe('who types in a line that another joins', () => {
  const join = STRUCTURE['Backspace at the start of a line']
  const joined = async (): Promise<Meeting> => {
    if (join === undefined) throw new Error('no such change')
    const meeting = new Meeting(LINES, [10, 20])
    meeting.at(1).focus()
    typed(meeting.at(1), 1, 0.7)
    meeting.at(0).edit(join)
    await meeting.settle()
    expect(meeting.at(0).text()).toContain(`alpha onebravo ${WORD}two`)
    return meeting
  }

  test('types on where the words are now', async () => {
    const meeting = await joined()
    meeting.at(1).edit(() => $range()?.insertText('!'))
    await meeting.settle()
    for (const desk of meeting.desks) expect(desk.text()).toContain(`alpha onebravo ${WORD}!two`)
    expect(meeting.at(1).provider.cursor.focusing).toBe(true)
  })

  test('takes back their word by undo, and nothing else', async () => {
    const meeting = await joined()
    undo(meeting.at(1))
    await meeting.settle()
    for (const desk of meeting.desks) {
      expect(desk.text()).toBe('alpha onebravo two\ncharlie three\nmore of it\ndelta four')
      expect(desk.text()).toBe(desk.shared())
    }
    redo(meeting.at(1))
    await meeting.settle()
    for (const desk of meeting.desks) expect(desk.text().split(WORD)).toHaveLength(2)
  })

  test('keeps it when the join is undone', async () => {
    const meeting = await joined()
    undo(meeting.at(0))
    await meeting.settle()
    for (const desk of meeting.desks) {
      expect(letters(desk.text())).toBe(letters(noteText(new Meeting(LINES, [1]).at(0).body)))
      expect(desk.text().split(WORD)).toHaveLength(2)
    }
  })

  test('has it once when the note is open twice on their screen', async () => {
    if (join === undefined) throw new Error('no such change')
    const meeting = new Meeting(LINES, [10, 20])
    const second = openDesk(meeting.at(1).doc, meeting.runtime, true)
    typed(second, 1, 0.7)
    meeting.at(0).edit(join)
    await meeting.settle()
    for (const desk of [...meeting.desks, second]) {
      expect(desk.text()).toContain(`alpha onebravo ${WORD}two`)
      expect(desk.text().split(WORD)).toHaveLength(2)
      expect(desk.events).toEqual([])
    }
  })
})

describe('three at once', () => {
  for (const [name, change] of Object.entries(STRUCTURE))
    test(`${name}: the words of two others are there, once, in whatever order they come`, async () => {
      const other = '\u65e5\u672c'
      for (const order of [
        [0, 1, 2],
        [2, 1, 0],
        [1, 2, 0],
      ])
        for (const line of [0, 1, 2, 3]) {
          const meeting = new Meeting(LINES, [20, 10, 30])
          meeting.at(0).edit(change)
          typed(meeting.at(1), line, 0.5)
          typed(meeting.at(2), line, 0.5, other)
          for (const from of order) for (const to of [0, 1, 2]) if (from !== to) meeting.tell(from, to)
          await meeting.settle()
          const shared = meeting.at(0).shared()
          for (const desk of meeting.desks) {
            expect(desk.text(), name).toBe(shared)
            expect(desk.shared(), name).toBe(shared)
            expect(desk.events, name).toEqual([])
          }
          for (const word of [WORD, other]) expect(shared.split(word), `${name}: ${shared}`).toHaveLength(2)
        }
    })
})

describe('two who move the same line at the same moment', () => {
  for (const name of MOVES)
    test(`${name}: it is there once`, async () => {
      const change = STRUCTURE[name]
      if (change === undefined) throw new Error('no such change')
      const [alone] = await met(
        async (meeting) => meeting.at(0).edit(change),
        change,
        () => undefined,
      )
      for (const ids of [
        [10, 20, 30],
        [30, 20, 10],
        [20, 30, 10],
      ])
        for (const movers of [
          [0, 1],
          [1, 2],
          [0, 1, 2],
        ]) {
          const meeting = new Meeting(LINES, ids)
          for (const mover of movers) meeting.at(mover).edit(change)
          await meeting.settle()
          for (const desk of meeting.desks) {
            expect(desk.shared(), `${name}, ids ${ids}, ${movers}`).toBe(alone?.shared())
            expect(desk.text(), name).toBe(desk.shared())
            expect(desk.events, name).toEqual([])
          }
        }
    })
})
