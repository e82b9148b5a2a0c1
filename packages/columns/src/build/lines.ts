/** A digest is made over blocks of so many events. */
export const blockEvents = 4096;

/** What a digest reads of a block of events, or of the first part of one: a line names an event by its position and its id. */
export interface Lines {
  readonly events: number;
  /** Of the last of them. */
  readonly position: number;
  readonly bytes: Uint8Array;
}
