import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { ReadOptions } from './bytes.ts';
import { LogFormatError } from './errors.ts';
import { XmlFeed, type PlainElements } from './xml-feed.ts';
import { readXmlText } from './xml-text.ts';

/** Hears of an XML file, element by element. Whatever it throws as a {@link Misplaced} is told with its place. */
export interface XmlHandler {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>, line: number) => void;
  readonly close: (name: string, line: number) => void;
  readonly text?: (text: string) => void;
  /** What it takes as it stands: of such elements it hears neither the opening nor the close. */
  readonly plain?: PlainElements;
}

/** Something stands in a log where it cannot. */
export class Misplaced extends Error {
  override readonly name = 'Misplaced';
}

/** A bomb of nested elements would fill memory as one of entities does. */
const depthMax = 100;

/** So much without a single tag is no log. In UTF-16 units. */
const untaggedMax = 16 * 1024 * 1024;

const localName = (name: string): string => {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(colon + 1);
};

/** No element is this. */
const nothingPlain: PlainElements = { pattern: /(?!)/y, take: () => undefined };

/** Feeds a parser that refuses what no log needs and what could be a bomb. */
const feedFor = (
  file: string,
  handler: XmlHandler,
): { readonly feed: XmlFeed; readonly parser: SaxesParser } => {
  const parser = new SaxesParser({ xmlns: false, position: true });
  const refuse = (reason: string, cause?: unknown): never => {
    throw new LogFormatError(file, reason, `line ${parser.line}, column ${parser.column}`, { cause });
  };
  const explain = (error: unknown): never => {
    if (error instanceof Misplaced) refuse(error.message, error);
    throw error;
  };
  let depth = 0;
  parser.on('error', (error) =>
    refuse(`it is broken XML: ${error.message.replace(/^\d+:\d+: /, '')}`, error),
  );
  parser.on('doctype', () =>
    refuse('it declares a document type, whose entities could be a bomb; no log needs one'),
  );
  parser.on('opentag', (tag: SaxesTagPlain) => {
    depth += 1;
    if (depth > depthMax) refuse(`its elements are nested more than ${depthMax} deep`);
    try {
      handler.open(localName(tag.name), tag.attributes, parser.line);
    } catch (error) {
      explain(error);
    }
  });
  parser.on('closetag', (tag: SaxesTagPlain) => {
    depth -= 1;
    try {
      handler.close(localName(tag.name), parser.line);
    } catch (error) {
      explain(error);
    }
  });
  const { text } = handler;
  if (text) {
    parser.on('text', text);
    parser.on('cdata', text);
  }
  const { pattern, take } = handler.plain ?? nothingPlain;
  const plain: PlainElements = {
    pattern,
    take(match) {
      try {
        take(match);
      } catch (error) {
        explain(error);
      }
    },
  };
  return { feed: new XmlFeed(parser, plain, () => depth > 0), parser };
};

/**
 * Parses an XML file piece by piece; after each piece the caller may take away what `handler` has collected. Not pure: reads the file.
 * @throws LogFormatError with line and column, and the signal's reason
 */
export async function* parseXml(
  file: string,
  handler: XmlHandler,
  options: ReadOptions = {},
): AsyncGenerator<void> {
  const { feed, parser } = feedFor(file, handler);
  let untagged = 0;
  for await (const piece of readXmlText(file, options)) {
    untagged = /[<>]/.test(piece) ? 0 : untagged + piece.length;
    if (untagged > untaggedMax || feed.waiting > untaggedMax)
      throw new LogFormatError(file, 'it holds many million characters without a tag', `line ${parser.line}`);
    feed.write(piece);
    yield;
  }
  feed.end();
  yield;
}
