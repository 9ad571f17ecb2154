/** The named character references that people write in Markdown; any other stays as it was typed. */
const NAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: '\u00a0',
    shy: '\u00ad',
    copy: '©',
    reg: '®',
    trade: '™',
    hellip: '…',
    mdash: '—',
    ndash: '–',
    lsquo: '‘',
    rsquo: '’',
    ldquo: '“',
    rdquo: '”',
    laquo: '«',
    raquo: '»',
    bull: '•',
    middot: '·',
    sect: '§',
    para: '¶',
    deg: '°',
    plusmn: '±',
    times: '×',
    divide: '÷',
    frac12: '½',
    larr: '←',
    rarr: '→',
    uarr: '↑',
    darr: '↓',
    harr: '↔',
    ne: '≠',
    le: '≤',
    ge: '≥',
    infin: '∞',
    micro: 'µ',
    euro: '€',
    pound: '£',
    yen: '¥',
    cent: '¢',
    check: '✓',
    star: '☆',
    starf: '★',
    hearts: '♥',
    ensp: '\u2002',
    emsp: '\u2003',
    thinsp: '\u2009',
    auml: 'ä',
    ouml: 'ö',
    uuml: 'ü',
    Auml: 'Ä',
    Ouml: 'Ö',
    Uuml: 'Ü',
    szlig: 'ß',
    eacute: 'é',
    egrave: 'è',
    agrave: 'à',
    ccedil: 'ç',
    ntilde: 'ñ',
    aring: 'å',
    oslash: 'ø',
    aelig: 'æ',
  }),
)
const REFERENCE = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));/y

/** The character that the reference at `at` stands for and its length in the source, or null if there is none. */
export function entityAt(source: string, at: number): { text: string; length: number } | null {
  REFERENCE.lastIndex = at
  const match = REFERENCE.exec(source)
  if (match === null) return null
  const [whole, decimal, hex, name] = match
  const text =
    name !== undefined
      ? NAMED.get(name)
      : character(decimal !== undefined ? Number(decimal) : Number(`0x${hex}`))
  return text === undefined ? null : { text, length: whole.length }
}

const character = (code: number): string =>
  code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code)

export const decodeEntities = (source: string): string =>
  source.replace(/&[#A-Za-z0-9]+;/g, (reference) => entityAt(reference, 0)?.text ?? reference)
