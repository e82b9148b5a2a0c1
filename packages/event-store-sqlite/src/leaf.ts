/** An event as it lies in the file: what a leaf of the tamper-evident tree is made from, and what is exported and migrated. */
export interface RawEvent {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly id: string;
  /** As the metadata say. */
  readonly recordedAt: string;
  /** The exact stored bytes: UTF-8 JSON. */
  readonly dataBytes: Uint8Array;
  readonly metadataBytes: Uint8Array;
  /** The leaf hash written with the event, where the store was opened with a `leafHash`. */
  readonly leafHash?: Uint8Array;
}

/** Makes the 32-byte leaf hash of an event that is about to be stored. Pure; called inside the append's transaction. */
export type LeafHash = (event: RawEvent) => Uint8Array;
