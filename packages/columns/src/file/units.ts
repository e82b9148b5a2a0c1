import type { TicketBatch, Wanted } from '../layout.ts';
import { mergeBatches, type BatchSlice } from './batch.ts';
import { GroupReader } from './group-reader.ts';
import type { OpenSegment } from './segment.ts';

/** What a thread needs to read columns: plain data, to be handed to workers as it is. */
export interface ColumnImage {
  /** In the order of the ledger. */
  readonly segments: readonly OpenSegment[];
  /** Where each unit of work begins among the tickets, and behind them the end of the last. */
  readonly bounds: readonly number[];
}

const ticketsToUnit = 1 << 14;

const eventsOf = ({ groups }: OpenSegment): number => groups.reduce((sum, { events }) => sum + events, 0);

/**
 * Cuts tickets into units: as the groups of the largest segment are, which then is read without a copy where no other has events of
 * the same tickets; what was opened after it, evenly. Pure.
 */
export const unitBounds = (segments: readonly OpenSegment[], tickets: number): readonly number[] => {
  const largest = segments.reduce<OpenSegment | undefined>(
    (most, each) => (most && eventsOf(most) >= eventsOf(each) ? most : each),
    undefined,
  );
  const bounds = [0, ...(largest?.groups ?? []).map(({ lastTicket }) => lastTicket + 1)];
  for (let at = bounds.at(-1)!; at < tickets;) {
    at = Math.min(at + ticketsToUnit, tickets);
    bounds.push(at);
  }
  return bounds;
};

/** The first place in the ascending `tickets` at which one is at least `wanted`. Pure. */
const placeOf = (tickets: Uint32Array, wanted: number): number => {
  let [low, high] = [0, tickets.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (tickets[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Reads units. Not pure; one a thread. A batch is valid until the next is read. */
export class UnitReader {
  readonly #image: ColumnImage;
  readonly #readers: readonly GroupReader[];

  constructor(image: ColumnImage) {
    this.#image = image;
    this.#readers = image.segments.map((segment) => new GroupReader(segment));
  }

  get units(): number {
    return this.#image.bounds.length - 1;
  }

  /** All events of a unit's tickets. @throws ColumnsDamagedError */
  read(unit: number, wanted: ReadonlySet<Wanted>): TicketBatch {
    const { bounds } = this.#image;
    return this.readTickets(bounds[unit]!, bounds[unit + 1]!, wanted);
  }

  /** All events of the tickets from an ordinal up to, and without, another. @throws ColumnsDamagedError */
  readTickets(from: number, until: number, wanted: ReadonlySet<Wanted>): TicketBatch {
    const slices = this.#image.segments.flatMap((_, segment) => this.#slicesOf(segment, from, until, wanted));
    const [only] = slices;
    if (slices.length === 1 && only!.fromPlace === 0 && only!.toPlace === only!.batch.tickets)
      return only!.batch;
    return mergeBatches(slices, wanted);
  }

  #slicesOf(segment: number, from: number, until: number, wanted: ReadonlySet<Wanted>): BatchSlice[] {
    const touched = this.#image.segments[segment]!.groups.map((meta, group) => ({ ...meta, group })).filter(
      ({ firstTicket, lastTicket }) => firstTicket < until && lastTicket >= from,
    );
    return touched.map(({ group }, index) => {
      // Groups share their reader's memory, so of several each needs one of its own.
      const reader =
        index === touched.length - 1
          ? this.#readers[segment]!
          : new GroupReader(this.#image.segments[segment]!);
      const batch = reader.read(group, wanted);
      return { batch, fromPlace: placeOf(batch.ticket, from), toPlace: placeOf(batch.ticket, until) };
    });
  }
}
