import { columnNames, columnTypes, type ColumnName, type TicketBatch, type Wanted } from '../layout.ts';

/** A batch with room for so many tickets, events and extras, of all columns or of those wanted. */
export const emptyBatch = (
  tickets: number,
  events: number,
  extras: number,
  wanted: ReadonlySet<Wanted> = new Set<Wanted>([...columnNames, 'extras']),
): TicketBatch => {
  const room = <Name extends ColumnName>(name: Name): InstanceType<(typeof columnTypes)[Name]> =>
    new columnTypes[name](wanted.has(name) ? events : 0) as InstanceType<(typeof columnTypes)[Name]>;
  const hasExtras = wanted.has('extras');
  return {
    tickets,
    events,
    ticket: new Uint32Array(tickets),
    start: new Uint32Array(tickets + 1),
    type: room('type'),
    occurredMs: room('occurredMs'),
    recordedMs: room('recordedMs'),
    position: room('position'),
    actor: room('actor'),
    policy: room('policy'),
    detail: room('detail'),
    a: room('a'),
    b: room('b'),
    extraStart: new Uint32Array(hasExtras ? events + 1 : 0),
    extras: new Float64Array(hasExtras ? extras : 0),
  };
};

/** Some tickets of a batch, by their places in it. */
export interface BatchSlice {
  readonly batch: TicketBatch;
  readonly fromPlace: number;
  readonly toPlace: number;
}

const copyEvents = (
  from: TicketBatch,
  fromEvent: number,
  toEvent: number,
  to: TicketBatch,
  at: number,
  names: readonly ColumnName[],
): void => {
  for (const name of names) {
    const [source, target] = [from[name], to[name]];
    for (let i = fromEvent, j = at; i < toEvent; i += 1, j += 1) target[j] = source[i]!;
  }
};

const copyExtras = (
  from: TicketBatch,
  fromEvent: number,
  toEvent: number,
  to: TicketBatch,
  at: number,
): void => {
  let extra = to.extraStart[at]!;
  for (let i = fromEvent, j = at; i < toEvent; i += 1, j += 1) {
    for (let e = from.extraStart[i]!; e < from.extraStart[i + 1]!; e += 1)
      to.extras[extra++] = from.extras[e]!;
    to.extraStart[j + 1] = extra;
  }
};

const sizesOf = (slices: readonly BatchSlice[], hasExtras: boolean) => {
  let [tickets, events, extras] = [0, 0, 0];
  for (const { batch, fromPlace, toPlace } of slices) {
    const [first, last] = [batch.start[fromPlace]!, batch.start[toPlace]!];
    tickets += toPlace - fromPlace;
    events += last - first;
    if (hasExtras) extras += batch.extraStart[last]! - batch.extraStart[first]!;
  }
  return { tickets, events, extras };
};

/**
 * Slices of segments in the order of the ledger as one batch: a ticket that several hold has its events one after the other.
 * Pure.
 */
export const mergeBatches = (slices: readonly BatchSlice[], wanted: ReadonlySet<Wanted>): TicketBatch => {
  const hasExtras = wanted.has('extras');
  const sizes = sizesOf(slices, hasExtras);
  const merged = emptyBatch(sizes.tickets, sizes.events, sizes.extras, wanted);
  const names = columnNames.filter((name) => wanted.has(name));
  const places = slices.map(({ fromPlace }) => fromPlace);
  let [tickets, events] = [0, 0];
  for (;;) {
    let next = Infinity;
    for (let s = 0; s < slices.length; s += 1)
      if (places[s]! < slices[s]!.toPlace) next = Math.min(next, slices[s]!.batch.ticket[places[s]!]!);
    if (next === Infinity) break;
    merged.ticket[tickets] = next;
    merged.start[tickets] = events;
    tickets += 1;
    for (let s = 0; s < slices.length; s += 1) {
      const { batch, toPlace } = slices[s]!;
      const place = places[s]!;
      if (place >= toPlace || batch.ticket[place] !== next) continue;
      const [first, last] = [batch.start[place]!, batch.start[place + 1]!];
      copyEvents(batch, first, last, merged, events, names);
      if (hasExtras) copyExtras(batch, first, last, merged, events);
      events += last - first;
      places[s] = place + 1;
    }
  }
  merged.start[tickets] = events;
  return {
    ...merged,
    tickets,
    ticket: merged.ticket.subarray(0, tickets),
    start: merged.start.subarray(0, tickets + 1),
  };
};
