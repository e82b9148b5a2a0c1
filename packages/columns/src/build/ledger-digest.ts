import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { LedgerMark } from '../file/manifest.ts';
import { blockEvents, type Lines } from './lines.ts';

const empty = { events: 0, position: 0, digest: '' };

/** Where reading a ledger begins. */
export const ledgerStart: LedgerMark = { ...empty, block: empty };

/**
 * A digest of the events read so far: SHA-256 over blocks of 4,096, each beginning with the digest of the one before. A line names an
 * event by its position and its id, which no other event has; what it says is compared by `verifyColumns`.
 */
export class LedgerDigest {
  #block: LedgerMark['block'];
  /** Of the events behind the block, never none once one was taken: so a mark always has an event to be compared by. */
  #lines: Lines | undefined;

  constructor(block: LedgerMark['block']) {
    this.#block = block;
  }

  get events(): number {
    return this.#block.events + (this.#lines?.events ?? 0);
  }

  get position(): number {
    return this.#lines?.position ?? this.#block.position;
  }

  /** Takes the next block, or the first part of it, behind which nothing can be taken. */
  take(lines: Lines): void {
    if (this.#lines) {
      assert.equal(this.#lines.events, blockEvents, 'a digest goes on behind whole blocks');
      this.#block = { events: this.events, position: this.position, digest: this.#digest(this.#lines) };
    }
    this.#lines = lines;
  }

  mark(): LedgerMark {
    return {
      events: this.events,
      position: this.position,
      digest: this.#lines ? this.#digest(this.#lines) : this.#block.digest,
      block: this.#block,
    };
  }

  #digest({ bytes }: Lines): string {
    return createHash('sha256').update(`${this.#block.digest}\n`).update(bytes).digest('hex');
  }
}
