/** A file cannot be read as a log, or not to its end. The message is one line: the file, the place where there is one, the reason. */
export class LogFormatError extends Error {
  override readonly name = 'LogFormatError';
  readonly file: string;
  /** Where in the file: `line 12, column 4`, `byte 1044`, `row 7`. */
  readonly place: string | undefined;
  readonly reason: string;
  constructor(file: string, reason: string, place?: string, options?: ErrorOptions) {
    super(`${file}${place === undefined ? '' : `, ${place}`}: ${reason}`, options);
    this.file = file;
    this.place = place;
    this.reason = reason;
  }
}

/** A log cannot be written in a format: it holds what the format has no form for. */
export class LogWriteError extends Error {
  override readonly name = 'LogWriteError';
}
