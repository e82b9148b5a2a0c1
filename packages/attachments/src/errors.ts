/** The file is longer than one may be. */
export class FileTooLargeError extends Error {
  override readonly name = 'FileTooLargeError';
  readonly bytesMax: number;
  constructor(bytesMax: number) {
    super(`the file is longer than ${bytesMax} bytes`);
    this.bytesMax = bytesMax;
  }
}

/** The file's content is of a type that is not taken. */
export class FileTypeError extends Error {
  override readonly name = 'FileTypeError';
  /** What the content was found to be; undefined: nothing that is known, and no text. */
  readonly mediaType: string | undefined;
  constructor(mediaType: string | undefined) {
    super(
      mediaType === undefined
        ? 'the content is of no known type, and no text'
        : `the content is ${mediaType}, which is not taken`,
    );
    this.mediaType = mediaType;
  }
}

/** The file holds nothing. */
export class EmptyFileError extends Error {
  override readonly name = 'EmptyFileError';
  constructor() {
    super('the file is empty');
  }
}

/** There is no room for the file: this ticket's share is used up, or that of all. */
export class QuotaExceededError extends Error {
  override readonly name = 'QuotaExceededError';
  readonly of: 'ticket' | 'all';
  readonly bytesMax: number;
  constructor(of: 'ticket' | 'all', bytesMax: number) {
    super(
      of === 'ticket'
        ? `the files of one ticket hold at most ${bytesMax} bytes`
        : `no more files are kept: they hold at most ${bytesMax} bytes in all`,
    );
    this.of = of;
    this.bytesMax = bytesMax;
  }
}

/** No file of this digest was handed in to the ticket. */
export class NoSuchFileError extends Error {
  override readonly name = 'NoSuchFileError';
  readonly digest: string;
  constructor(ticketId: string, digest: string) {
    super(`no file ${digest} was handed in to the ticket ${ticketId}`);
    this.digest = digest;
  }
}

/** A ticket or digest that could not be one: it never becomes a path. */
export class BadFileKeyError extends Error {
  override readonly name = 'BadFileKeyError';
  constructor(what: string, value: string) {
    super(`${what} must be lower-case hexadecimal digits and dashes, not ${JSON.stringify(value)}`);
  }
}
