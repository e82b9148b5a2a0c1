import { shardOf } from '@caselog/broadcast';
import type { RecordedEvent } from '@caselog/event-store';
import { visibleTo, type HeldBack } from './lanes.ts';

/** Events in global order, with everything up to `to` among them. */
export interface Batch {
  readonly events: readonly RecordedEvent[];
  readonly to: number;
}

/** A batch of a source. Pure. */
export const batchOf = (events: readonly RecordedEvent[]): Batch => ({ events, to: events.at(-1)!.position });

/** The two halves of a batch that failed. Pure. */
export const halvesOf = ({ events, to }: Batch): readonly [Batch, Batch] => {
  const middle = events.length >> 1;
  return [batchOf(events.slice(0, middle)), { events: events.slice(middle), to }];
};

/** The batch without the events of other processes' shards. Pure. */
export const ownPart = (batch: Batch, shards: number, owned: ReadonlySet<number>): Batch =>
  owned.size === shards
    ? batch
    : { ...batch, events: batch.events.filter(({ stream }) => owned.has(shardOf(stream, shards))) };

/** The events behind `position`. A batch is in order, so it is usually all or none. */
const behind = (events: readonly RecordedEvent[], position: number): readonly RecordedEvent[] => {
  const first = events.findIndex((event) => event.position > position);
  return first <= 0 ? (first === 0 ? events : []) : events.slice(first);
};

export interface Reach {
  readonly positions: ReadonlyMap<number, number>;
  readonly held: HeldBack;
}

/** The least of the positions. Pure. */
export const leastOf = (positions: ReadonlyMap<number, number>): number => Math.min(...positions.values());

/**
 * What each read model is to take of one batch. Models that take the same events are given the same list, so that they share the
 * work of folding.
 */
export class Selection {
  readonly #batch: Batch;
  readonly #shards: number;
  readonly #fresh = new Map<string, readonly RecordedEvent[]>();
  readonly #visible = new Map<string, readonly RecordedEvent[]>();
  constructor(batch: Batch, shards: number) {
    this.#batch = batch;
    this.#shards = shards;
  }

  for({ positions, held }: Reach): readonly RecordedEvent[] {
    const key = [...positions.values()].join(' ');
    const fresh = this.#fresh.get(key) ?? this.#freshFor(positions);
    this.#fresh.set(key, fresh);
    const visible = visibleTo(held, fresh);
    if (visible === fresh) return fresh;
    const shown = visible.map(({ position, type }) => `${position}${type}`).join(' ');
    const same = this.#visible.get(shown) ?? visible;
    this.#visible.set(shown, same);
    return same;
  }

  #freshFor(positions: ReadonlyMap<number, number>): readonly RecordedEvent[] {
    const { events } = this.#batch;
    const least = leastOf(positions);
    if (Math.max(...positions.values()) === least) return behind(events, least);
    return events.filter(
      ({ stream, position }) => position > (positions.get(shardOf(stream, this.#shards)) ?? Infinity),
    );
  }
}
