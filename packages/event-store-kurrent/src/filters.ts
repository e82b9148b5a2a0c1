import { streamCategory } from '@caselog/event-store';
import type { EventFilter, RecordedEvent } from '@caselog/event-store';
import { eventTypeFilter, streamNameFilter } from '@kurrent/kurrentdb-client';
import type { Filter } from '@kurrent/kurrentdb-client';

type Checkpoints = Pick<Filter, 'checkpointReached' | 'maxSearchWindow'>;

/** Whether nothing can pass: an empty list was given. Pure. */
export const keepsNothing = (filter: EventFilter | undefined): boolean =>
  filter?.categories?.length === 0 || filter?.types?.length === 0;

/**
 * What the server can do of a filter: types or categories, not both, and by prefix. Types come first, for they keep less. Without either,
 * the server's own streams are left out. Pure.
 */
export function serverFilter(filter: EventFilter | undefined, checkpoints: Checkpoints = {}): Filter {
  if (filter?.types) return eventTypeFilter({ ...checkpoints, prefixes: [...filter.types] });
  const prefixes = filter?.categories?.map((category) => `${category}-`);
  return prefixes
    ? streamNameFilter({ ...checkpoints, prefixes })
    : streamNameFilter({ ...checkpoints, regex: '^[^$]' });
}

/** The whole filter, exactly. Pure. */
export function matches(event: RecordedEvent, filter: EventFilter | undefined): boolean {
  if (filter?.types && !filter.types.includes(event.type)) return false;
  return filter?.categories?.includes(streamCategory(event.stream)) ?? true;
}
