import { createHash } from 'node:crypto';
import type { RecordedEvent } from '@caselog/event-store';
import type { LedgerMark } from '../file/manifest.ts';

const blockEvents = 4096;
const empty = { events: 0, position: 0, digest: '' };

/** Where reading a ledger begins. */
export const ledgerStart: LedgerMark = { ...empty, block: empty };

/**
 * A digest of the events read so far: SHA-256 over blocks of 4,096, each beginning with the digest of the one before. A line names an
 * event by its position and its id, which no other event has; what it says is compared by `verifyColumns`.
 */
export class LedgerDigest {
  #block: LedgerMark['block'];
  #events: number;
  #position: number;
  /** Of the events behind the block, never empty once an event was taken: so a mark always has an event to be compared by. */
  #lines = '';

  constructor(block: LedgerMark['block']) {
    this.#block = block;
    this.#events = block.events;
    this.#position = block.position;
  }

  get events(): number {
    return this.#events;
  }

  take({ position, id }: Pick<RecordedEvent, 'position' | 'id'>): void {
    if (this.#events - this.#block.events === blockEvents) {
      this.#block = { events: this.#events, position: this.#position, digest: this.#digest() };
      this.#lines = '';
    }
    this.#lines += `${position} ${id}\n`;
    this.#events += 1;
    this.#position = position;
  }

  mark(): LedgerMark {
    return {
      events: this.#events,
      position: this.#position,
      digest: this.#lines === '' ? this.#block.digest : this.#digest(),
      block: this.#block,
    };
  }

  #digest(): string {
    return createHash('sha256').update(`${this.#block.digest}\n`).update(this.#lines).digest('hex');
  }
}
