import type { SaxesParser } from 'saxes';

/** Elements so plain that they can be taken as they stand, which saves most of the parser's work where a file consists of them. */
export interface PlainElements {
  /** Matches one of them whole: sticky, without line ends, and nothing that a parser would refuse or change. */
  readonly pattern: RegExp;
  readonly take: (match: RegExpExecArray) => void;
}

/** A tag whole: `>` may stand in its quotes. */
const tag = /<[^'">]*(?:"[^"]*"[^'">]*|'[^']*'[^'">]*)*>/y;
const blank = /^[ \t\r\n]*$/;

/** What else begins with `<`, and how it ends. */
const spans: readonly (readonly [begin: string, end: string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
];

/** Where the markup that begins here ends; -1: not in this text. */
const endOfMarkup = (text: string, at: number): number => {
  const next = text[at + 1];
  if (next === undefined) return -1;
  if (next === '!' || next === '?') {
    const beginning = text.slice(at, at + 9);
    for (const [begin, end] of spans) {
      if (beginning.length < begin.length && begin.startsWith(beginning)) return -1;
      if (!beginning.startsWith(begin)) continue;
      const found = text.indexOf(end, at + begin.length);
      return found === -1 ? -1 : found + end.length;
    }
    // A document type, which the parser refuses.
    return text.length;
  }
  tag.lastIndex = at;
  return tag.test(text) ? tag.lastIndex : -1;
};

/** Hands a text to a parser markup by markup, but for plain elements inside its root. */
export class XmlFeed {
  readonly #parser: SaxesParser;
  readonly #plain: PlainElements;
  readonly #isInRoot: () => boolean;
  /** The beginning of markup that has not ended yet. */
  #rest = '';

  constructor(parser: SaxesParser, plain: PlainElements, isInRoot: () => boolean) {
    this.#parser = parser;
    this.#plain = plain;
    this.#isInRoot = isInRoot;
  }

  /** How much waits for its end. */
  get waiting(): number {
    return this.#rest.length;
  }

  write(piece: string): void {
    const text = this.#rest + piece;
    const { pattern, take } = this.#plain;
    let at = 0;
    for (let open = text.indexOf('<'); open !== -1; open = text.indexOf('<', at)) {
      pattern.lastIndex = open;
      const match = this.#isInRoot() ? pattern.exec(text) : null;
      if (match) {
        this.#pass(text.slice(at, open));
        take(match);
        at = pattern.lastIndex;
        this.#parser.column += at - open;
        continue;
      }
      const end = endOfMarkup(text, open);
      if (end === -1) break;
      this.#parser.write(text.slice(at, end));
      at = end;
    }
    this.#rest = text.slice(at);
  }

  end(): void {
    this.#parser.write(this.#rest);
    this.#parser.close();
  }

  /** What stands before a plain element: blanks are only counted. */
  #pass(text: string): void {
    if (text === '') return;
    if (!blank.test(text)) {
      this.#parser.write(text);
      return;
    }
    const last = text.lastIndexOf('\n');
    if (last === -1) this.#parser.column += text.length;
    else {
      this.#parser.column = text.length - last - 1;
      for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#parser.line += 1;
    }
  }
}
