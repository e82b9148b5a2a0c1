import { readBytes, type ReadOptions } from '../bytes.ts';
import { LogFormatError } from '../errors.ts';

/** An element of one of the lists that a JSON document consists of. */
export interface JsonElement {
  readonly list: string;
  readonly text: string;
  readonly line: number;
}

const [quote, backslash, comma, newline] = [34, 92, 44, 10];
const [openBrace, closeBrace, openBracket, closeBracket] = [123, 125, 91, 93];
const isBlank = (code: number): boolean => code === 32 || code === newline || code === 13 || code === 9;

/** Longer elements are no events and no objects. In UTF-16 units. */
const elementLengthMax = 16 * 1024 * 1024;

/**
 * Cuts a JSON object whose members are lists into the elements of these lists, so that each can be parsed by itself and none need stay. A push
 * parser. It looks only for the ends of things: what stands inside an element is for whoever parses it.
 */
class JsonElements {
  readonly #file: string;
  #depth = 0;
  #isString = false;
  #isEscape = false;
  #list = '';
  /** What is being gathered: a name, an element, or nothing. */
  #gathered: string | undefined;
  #line = 1;
  #startLine = 1;
  #needsComma = false;
  #hasBegun = false;

  constructor(file: string) {
    this.#file = file;
  }

  get line(): number {
    return this.#line;
  }

  /** The elements that end in a piece of the text. */
  read(piece: string): readonly JsonElement[] {
    const elements: JsonElement[] = [];
    let from = this.#gathered === undefined ? -1 : 0;
    for (let at = 0; at < piece.length; at += 1) {
      const code = piece.charCodeAt(at);
      if (code === newline) this.#line += 1;
      if (this.#isString) {
        if (this.#isEscape) this.#isEscape = false;
        else if (code === backslash) this.#isEscape = true;
        else if (code === quote) {
          this.#isString = false;
          if (this.#depth === 1 && from !== -1) {
            this.#list = JSON.parse(this.#take(piece.slice(from, at + 1))) as string;
            from = -1;
          }
        }
        continue;
      }
      if (isBlank(code)) continue;
      if (code === quote) {
        this.#isString = true;
        if (this.#depth === 1) from = this.#begin(at);
        else this.#expectInside();
      } else if (code === openBrace || code === openBracket) {
        if (this.#opens(code)) from = this.#begin(at);
      } else if (code === closeBrace || code === closeBracket) {
        if (this.#closes() && from !== -1) {
          elements.push({
            list: this.#list,
            text: this.#take(piece.slice(from, at + 1)),
            line: this.#startLine,
          });
          from = -1;
        }
      } else if (this.#depth === 2 && code === comma) this.#needsComma = false;
      else if (this.#depth === 2) this.#expectInside();
      else if (this.#depth === 0) this.#refuse('it is no JSON object');
    }
    if (from !== -1) this.#gather(piece.slice(from));
    return elements;
  }

  /** Once the text has ended. */
  end(): void {
    if (!this.#hasBegun) this.#refuse('it is empty');
    if (this.#depth > 0 || this.#isString) this.#refuse('its end is missing');
  }

  #begin(at: number): number {
    this.#gathered = '';
    this.#startLine = this.#line;
    return at;
  }

  #gather(text: string): void {
    this.#gathered += text;
    if (this.#gathered!.length > elementLengthMax)
      this.#refuse('an element of it has many million characters');
  }

  #take(last: string): string {
    const text = this.#gathered! + last;
    this.#gathered = undefined;
    return text;
  }

  /** Whether an element begins. */
  #opens(code: number): boolean {
    this.#depth += 1;
    this.#hasBegun = true;
    if (this.#depth === 1 && code !== openBrace) this.#refuse('it is no JSON object');
    if (this.#depth === 2) {
      if (code !== openBracket) this.#refuse(`${JSON.stringify(this.#list)} is no list`);
      this.#needsComma = false;
    }
    if (this.#depth !== 3) return false;
    if (code !== openBrace || this.#needsComma)
      this.#refuse(`${JSON.stringify(this.#list)} is no list of objects`);
    return true;
  }

  /** Whether an element ends. */
  #closes(): boolean {
    this.#depth -= 1;
    if (this.#depth < 0) this.#refuse('something is closed that was not opened');
    if (this.#depth !== 2) return false;
    this.#needsComma = true;
    return true;
  }

  #expectInside(): void {
    if (this.#depth < 3) this.#refuse(`${JSON.stringify(this.#list)} holds something that is no object`);
  }

  #refuse(reason: string): never {
    throw new LogFormatError(this.#file, reason, `line ${this.#line}`);
  }
}

/** The elements of the lists of a JSON file, in batches. Not pure: reads the file. @throws LogFormatError, and the signal's reason */
export async function* readJsonElements(
  file: string,
  options: ReadOptions = {},
): AsyncGenerator<readonly JsonElement[]> {
  const elements = new JsonElements(file);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (cause) {
      throw new LogFormatError(file, 'it is not UTF-8 text', `behind line ${elements.line}`, { cause });
    }
  };
  for await (const chunk of readBytes(file, options)) yield elements.read(decode(chunk));
  yield elements.read(decode());
  elements.end();
}
