import { $getRoot, REDO_COMMAND, UNDO_COMMAND } from 'lexical'
import { describe, expect, test } from 'vitest'
import { $range } from '../editing/selected.ts'
import { $isBlock } from '../nodes/block-node.ts'
import type { Desk } from '../testing/lab.ts'
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
