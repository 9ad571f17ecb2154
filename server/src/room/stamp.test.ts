import { expect, test } from 'vitest'
import { stamp } from './stamp.ts'
import { person } from './testing.ts'

const ann = person('ann')

test.each([
  '{}',
  ' { } ',
  '{"at":1}',
  ' {"at" : {"line":1} }\n',
  '{"user":{"id":"ben"}}',
  '{"at":{"user":1}}',
  '{"\\u0075ser":{"id":"ben"}}',
  '{"user":1,"user":2}',
  '{"a":"}"}',
  '{"a":"{","b":[{}]}',
  '{"a":"\\"}"}',
])('G10: in no spelling does a state say who it is from: %s', (state) => {
  const stamped = stamp(state, ann)
  expect(JSON.parse(stamped)).toEqual({ ...JSON.parse(state), user: ann })
  // Not said twice either: a reader might take the first.
  expect(stamped.split(`"user":${JSON.stringify(ann)}`)).toHaveLength(2)
  expect(Object.keys(JSON.parse(stamped)).filter((key) => key === 'user')).toHaveLength(1)
})

test('what named itself is replaced, not followed by the truth', () => {
  expect(stamp('{"user":1,"n":2}', ann)).toBe(`{"user":${JSON.stringify(ann)},"n":2}`)
  expect(stamp('{"\\u0075ser":1}', ann)).toBe(`{"user":${JSON.stringify(ann)}}`)
})
