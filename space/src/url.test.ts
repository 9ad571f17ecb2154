import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safeUrl } from './url.ts'

describe('safeUrl', () => {
  it.each([
    'https://example.com',
    'http://example.com/a?b=c#d',
    'HTTPS://Example.COM/',
    'https://example.com:8443/a(b)',
    'https://de.wikipedia.org/wiki/Käse',
    'https://müller.example/',
    'http://[::1]:4000/x',
    'mailto:ann@example.com',
    'mailto:ann@example.com?subject=Hello%20there',
  ])('passes %s unchanged', (url) => {
    expect(safeUrl(url)).toBe(url)
  })

  it('drops blanks around a link', () => {
    expect(safeUrl('  https://example.com\n')).toBe('https://example.com')
  })

  it.each([
    ['an empty text', ''],
    ['a script', 'javascript:alert(1)'],
    ['a script in capitals', 'JaVaScRiPt:alert(1)'],
    ['a script with a tab inside', 'java\tscript:alert(1)'],
    ['a script with a newline inside', 'java\nscript:alert(1)'],
    ['a script behind a control character', '\u0001javascript:alert(1)'],
    ['a script behind a zero-width space', '\u200bjavascript:alert(1)'],
    ['a script behind a byte order mark', '\ufeffjavascript:alert(1)'],
    ['a script with an entity', 'javascript&colon;alert(1)'],
    ['a script in entities', '&#x6A;avascript:alert(1)'],
    ['a script, percent-encoded', 'javascript%3Aalert(1)'],
    ['data', 'data:text/html,<script>alert(1)</script>'],
    ['vbscript', 'vbscript:msgbox(1)'],
    ['a blob', 'blob:https://example.com/0c3d'],
    ['a file', 'file:///etc/passwd'],
    ['a nested scheme', 'view-source:https://example.com'],
    ['a scheme-relative link', '//evil.example/x'],
    ['a relative link', 'notes/1'],
    ['an absolute path', '/api/signout'],
    ['a fragment', '#top'],
    ['a query', '?a=b'],
    ['a web link without slashes', 'https:evil.example'],
    ['a web link with one slash', 'https:/evil.example'],
    ['a web link with three slashes', 'https:///evil.example'],
    ['a web link without a host', 'https://'],
    ['a host of only a port', 'https://:80/'],
    ['backslashes for slashes', 'https:\\\\evil.example'],
    ['a backslash in the host', 'https://good.example\\@evil.example'],
    ['a name before the host', 'https://good.example@evil.example/'],
    ['a name and password', 'https://a:b@evil.example/'],
    ['white space inside', 'https://good.example/ evil'],
    ['a no-break space inside', 'https://good.example/\u00a0evil'],
    ['a line separator inside', 'https://good.example/\u2028evil'],
    ['a direction override', 'https://good.example/\u202egpj.exe'],
    ['a full-width slash in the host', 'https://good.example／.evil.example'],
    ['a lone surrogate', 'https://good.example/\ud800'],
    ['a full-width scheme', 'ｈttps://good.example'],
    ['an angle bracket', 'https://good.example/<b>'],
    ['a quote', 'https://good.example/"onclick=x'],
    ['a port out of range', 'https://good.example:99999/'],
    ['mail to nobody', 'mailto:'],
    ['mail without an address', 'mailto:?body=x'],
    ['a link longer than 4096 characters', `https://good.example/${'a'.repeat(4096)}`],
  ])('refuses %s', (_, url) => {
    expect(safeUrl(url)).toBeNull()
  })

  it('never throws, and what passes is absolute, of an allowed scheme, and passes again unchanged', () => {
    const pieces = fc.constantFrom(
      ...[
        'http',
        'https',
        'mailto',
        'javascript',
        'data',
        ':',
        '/',
        '//',
        '\\',
        '@',
        '.',
        '#',
        '?',
        '&colon;',
      ],
      ...[
        '\t',
        '\n',
        '\u0000',
        '\u200b',
        '\u202e',
        '\ufeff',
        ' ',
        'a',
        'example.com',
        '%0a',
        '%',
        '[',
        ']',
        ':80',
      ],
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 12 }).map((p) => p.join('')),
    )
    let passed = 0
    fc.assert(
      fc.property(text, (url) => {
        const safe = safeUrl(url)
        if (safe === null) return
        passed++
        expect(['http:', 'https:', 'mailto:']).toContain(new URL(safe).protocol)
        expect(safeUrl(safe)).toBe(safe)
      }),
      { numRuns: 2_000, seed: 1, examples: [['https://example.com']] },
    )
    expect(passed).toBeGreaterThan(0)
  })
})
