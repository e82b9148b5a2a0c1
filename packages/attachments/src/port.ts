import type { Readable } from 'node:stream';

/** A file as it is kept. */
export interface StoredFile {
  /** SHA-256 of the content, in hexadecimal. */
  readonly digest: string;
  readonly sizeBytes: number;
  /** What the content is, whatever it was called. */
  readonly mediaType: string;
}

export interface AttachmentLimits {
  /** Bytes of one file; default 25 MB (25 × 1024 × 1024). */
  readonly fileBytesMax: number;
  /** Bytes handed in to one ticket; default ten files of the largest size. */
  readonly ticketBytesMax: number;
  /** Bytes in all; default 20 GB. */
  readonly totalBytesMax: number;
}

/**
 * Files by their content. Whoever knows a digest may not read the file for that: it is handed in to a ticket, and found
 * through that ticket alone.
 */
export interface Attachments {
  readonly limits: AttachmentLimits;
  /**
   * Keeps what the stream holds, for this ticket. The same content again is the same file. Whatever goes wrong, nothing is
   * kept. @throws FileTooLargeError, FileTypeError, EmptyFileError, QuotaExceededError, and what the stream throws.
   */
  put(ticketId: string, content: AsyncIterable<Uint8Array>): Promise<StoredFile>;
  /** A file that was handed in to this ticket; undefined: none of this digest. */
  find(ticketId: string, digest: string): Promise<StoredFile | undefined>;
  /** Its content. @throws NoSuchFileError when it was not handed in to this ticket. */
  read(ticketId: string, digest: string): Promise<Readable>;
}
