/**
 * The same text in memory of its own. A text that was cut out of a larger one keeps all of that in memory, so whatever is kept while a log is read
 * must be detached from the piece of the file it came from. Pure.
 */
export const detached = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le');
