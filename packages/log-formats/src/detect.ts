import { firstBytes, readBytes, startsWith } from './bytes.ts';

/** What a log can come in. */
export type LogFormat = 'csv' | 'ndjson' | 'xes' | 'ocel-json' | 'ocel-xml' | 'ocel-sqlite' | 'parquet';

/** How much of a file is looked at. */
const lookedAtBytes = 64 * 1024;

const beginning = async (file: string): Promise<Uint8Array> => {
  for await (const chunk of readBytes(file)) return chunk.subarray(0, lookedAtBytes);
  return new Uint8Array();
};

const textOf = (bytes: Uint8Array): string => {
  const wide = startsWith(bytes, 0xff, 0xfe)
    ? 'utf-16le'
    : startsWith(bytes, 0xfe, 0xff)
      ? 'utf-16be'
      : 'utf-8';
  return new TextDecoder(wide).decode(bytes);
};

const ofXml = (text: string): LogFormat =>
  /<(?:\w+:)?(?:object-types|event-types|objects|events)[\s/>]/.test(text) &&
  !/<(?:\w+:)?trace[\s/>]/.test(text)
    ? 'ocel-xml'
    : 'xes';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const ofJson = (text: string): LogFormat => {
  const [first = ''] = text.split('\n', 1);
  const isOcel = /"(?:eventTypes|objectTypes|events|objects)"\s*:/.test(text.slice(0, 4_096));
  return !isOcel || (isJson(first) && /"specversion"\s*:/.test(first)) ? 'ndjson' : 'ocel-json';
};

/** Letters that every file of a format begins with. */
const letters = (bytes: Uint8Array, text: string): boolean =>
  startsWith(bytes, ...Buffer.from(text, 'latin1'));

/**
 * The format of a log, by what it begins with, whatever its name; what looks like nothing else is CSV. Not pure: reads the beginning of the file.
 * @throws LogFormatError when it cannot be read
 */
export const formatOf = async (file: string): Promise<LogFormat> => {
  const raw = await firstBytes(file, 16);
  if (letters(raw, 'PAR1')) return 'parquet';
  if (letters(raw, 'SQLite format 3\0')) return 'ocel-sqlite';
  const text = textOf(await beginning(file)).trimStart();
  if (text.startsWith('<')) return ofXml(text);
  return text.startsWith('{') ? ofJson(text) : 'csv';
};
