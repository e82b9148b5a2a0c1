import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import { FileTypeError } from './errors.ts';
import { takenMediaTypes } from './media-types.ts';

const blockBytes = 64 * 1024;

const escape = String.fromCodePoint(27);
/** Control characters that text does not hold; white space it may, and the escapes that colour a terminal's log. */
const noText = new RegExp(`(?![\\s${escape}\\u0080-\\u009f])\\p{Cc}`, 'u');

const encodingOf = (start: Uint8Array): string => {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : 'utf-8';
};

/** Whether the whole file is text: UTF-8, or UTF-16 that says so. */
const isText = async (path: string): Promise<boolean> => {
  await using file = await open(path);
  const start = new Uint8Array(2);
  await file.read(start, 0, 2, 0);
  const decoder = new TextDecoder(encodingOf(start), { fatal: true });
  try {
    for await (const block of file.createReadStream({
      start: 0,
      highWaterMark: blockBytes,
      autoClose: false,
    }))
      if (noText.test(decoder.decode(block as Buffer, { stream: true }))) return false;
    return !noText.test(decoder.decode());
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
};

/**
 * What a file's content is, told by its first bytes, never by its name: text has none and is read through. Not pure: reads
 * the file. @throws FileTypeError for what is not taken.
 */
export const mediaTypeOf = async (path: string): Promise<string> => {
  const known = await fileTypeFromFile(path);
  if (known !== undefined) {
    if (takenMediaTypes.has(known.mime)) return known.mime;
    throw new FileTypeError(known.mime);
  }
  if (await isText(path)) return 'text/plain';
  throw new FileTypeError(undefined);
};
