/** What a file of checkpoints holds: those that are whole, and how many bytes they take. */
export interface CheckpointHistory {
  readonly notes: readonly string[];
  /** Behind these bytes stands what a crash left of a last one, if anything. */
  readonly bytes: number;
}

/** A checkpoint as it stands in the file: the note and a blank line. Pure. */
export const historyEntry = (note: string): string => `${note}\n`;

/**
 * Splits a file of checkpoints. Pure. A checkpoint's text has no empty line, so the first one ends the text and the second the note;
 * a last note without it was never acknowledged.
 */
export const readHistory = (text: string): CheckpointHistory => {
  const notes: string[] = [];
  let at = 0;
  for (;;) {
    const blank = text.indexOf('\n\n', at);
    const end = blank < 0 ? -1 : text.indexOf('\n\n', blank + 2);
    if (end < 0) return { notes, bytes: Buffer.byteLength(text.slice(0, at)) };
    notes.push(text.slice(at, end + 1));
    at = end + 2;
  }
};
