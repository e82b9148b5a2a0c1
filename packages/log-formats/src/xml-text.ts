import { readBytes, startsWith, type ReadOptions } from './bytes.ts';
import { LogFormatError } from './errors.ts';

/** What an XML file is written in: by its byte-order mark, by its declaration, or UTF-8. Pure. */
const encodingOf = (start: Uint8Array): string => {
  if (startsWith(start, 0xff, 0xfe)) return 'utf-16le';
  if (startsWith(start, 0xfe, 0xff)) return 'utf-16be';
  const declaration = new TextDecoder('latin1').decode(start.subarray(0, 200));
  return (
    /^(?:\u00EF\u00BB\u00BF)?<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']/.exec(declaration)?.[1] ?? 'utf-8'
  );
};

const decoderOf = (file: string, label: string): TextDecoder => {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch (cause) {
    throw new LogFormatError(file, `its encoding ${JSON.stringify(label)} is not known`, 'line 1', { cause });
  }
};

/**
 * The text of an XML file in pieces, without a byte-order mark. Not pure: reads the file.
 * @throws LogFormatError where bytes are no text in its encoding, and the signal's reason
 */
export async function* readXmlText(file: string, options: ReadOptions): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let bytes = 0;
  const decode = (chunk: Uint8Array | undefined): string => {
    try {
      return chunk ? decoder!.decode(chunk, { stream: true }) : (decoder?.decode() ?? '');
    } catch (cause) {
      throw new LogFormatError(
        file,
        `it is not ${decoder!.encoding.toUpperCase()} text`,
        `near byte ${bytes}`,
        {
          cause,
        },
      );
    }
  };
  for await (const chunk of readBytes(file, options)) {
    decoder ??= decoderOf(file, encodingOf(chunk));
    yield decode(chunk);
    bytes += chunk.length;
  }
  yield decode(undefined);
}
