/**
 * Characters that no honest link holds unescaped, and on which parsers disagree: controls, invisible and direction
 * marks, lone surrogates, white space of any script, backslashes (browsers read them as slashes), and what could end an
 * attribute or a Markdown link.
 */
const DISHONEST = /[\p{Cc}\p{Cf}\p{Cs}\p{Z}\\<>"`]/u
/** Written out in full, so that neither `javascript&colon;…` nor `https:evil` nor `//host` gets as far as a parser. */
const WEB = /^https?:\/\/[^/?#]/i
const MAIL = /^mailto:[^@?#]+@[^@?#]/i
const LONGEST = 4096

/**
 * The link as it was given, without surrounding blanks, when it certainly leads to a web page or a mail address; null for
 * everything else. Links are judged by this one function wherever they come in or go out (render, click, paste, import,
 * export). It fails closed: only absolute `http:`, `https:` and `mailto:` pass. Relative links and fragments don't: they
 * would lead into this application, whose own paths are nobody's content. Nor does `https://bank.example@evil.example`,
 * which reads as one host and leads to another.
 */
export function safeUrl(url: string): string | null {
  const text = url.trim()
  if (text.length > LONGEST || DISHONEST.test(text)) return null
  if (!WEB.test(text) && !MAIL.test(text)) return null
  const parsed = parse(text)
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return null
  switch (parsed.protocol) {
    case 'http:':
    case 'https:':
      return parsed.hostname === '' ? null : text
    case 'mailto:':
      return text
    default:
      return null
  }
}

function parse(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    // The parser's only way to say "not a URL" that Node 20 and older browsers share.
    return null
  }
}
