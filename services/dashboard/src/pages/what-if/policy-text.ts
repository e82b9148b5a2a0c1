import { isObject, type Json, type JsonObject } from '../policy/form/json-schema.ts';

/** A part of a text, as offsets. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is wrong with a policy, and where in the text: it can be selected there. */
export interface TextFault extends Span {
  readonly line: number;
  /** The value as a JSON pointer, where the text could be read. */
  readonly pointer?: string;
  readonly message: string;
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

const syntaxFault = (text: string, { message }: SyntaxError): TextFault => {
  const start = Math.min(text.length, Number(/position (\d+)/.exec(message)?.[1] ?? text.length));
  return { start, end: Math.min(text.length, start + 1), line: lineOf(text, start), message };
};

/** The document a text writes down, or why it is none. Pure. */
export const readPolicyText = (
  text: string,
): { readonly document: JsonObject } | { readonly fault: TextFault } => {
  try {
    const value = JSON.parse(text) as Json;
    if (isObject(value)) return { document: value };
    return { fault: { start: 0, end: text.length, line: 1, message: 'the policy must be an object' } };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { fault: syntaxFault(text, error) };
  }
};

interface Around {
  readonly pointer: string;
  readonly start: number;
  readonly isArray: boolean;
  index: number;
  key: string | undefined;
}

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** Where each value of a JSON text stands, by its pointer (RFC 6901). Pure; the text is known to be JSON. */
const spansIn = (text: string): ReadonlyMap<string, Span> => {
  const spans = new Map<string, Span>();
  const open: Around[] = [];
  const here = (): string => {
    const around = open.at(-1);
    if (!around) return '';
    return `${around.pointer}/${around.isArray ? around.index : escaped(around.key ?? '')}`;
  };
  for (const { 0: token, index: start } of text.matchAll(tokens)) {
    const around = open.at(-1);
    if (token === '{' || token === '[')
      open.push({ pointer: here(), start, isArray: token === '[', index: 0, key: undefined });
    else if (token === '}' || token === ']') {
      const closed = open.pop()!;
      spans.set(closed.pointer, { start: closed.start, end: start + 1 });
    } else if (token === ',') {
      around!.index += 1;
      around!.key = undefined;
    } else if (around && !around.isArray && around.key === undefined)
      around.key = JSON.parse(token) as string;
    else if (token !== ':') spans.set(here(), { start, end: start + token.length });
  }
  return spans;
};

/** The place of a value in the text, or of the nearest part around it that is there. Pure. */
const spanOf = (spans: ReadonlyMap<string, Span>, pointer: string): Span => {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const span = spans.get(at);
    if (span) return span;
  }
  return spans.get('') ?? { start: 0, end: 0 };
};

/** Faults that the desk found in a policy, each with its place in the text. Pure. */
export const placeFaults = (
  text: string,
  faults: readonly { readonly pointer: string; readonly message: string }[],
): readonly TextFault[] => {
  const spans = spansIn(text);
  return faults.map(({ pointer: full, message }) => {
    const pointer = full.replace(/^\/(?:policy|document)(?=\/|$)/, '');
    const span = spanOf(spans, pointer);
    return { ...span, line: lineOf(text, span.start), pointer, message };
  });
};
