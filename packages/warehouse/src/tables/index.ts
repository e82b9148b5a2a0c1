import type { TableSchema } from '../column.ts';
import { events, transitions } from './events.ts';
import { surveys } from './surveys.ts';
import { tickets } from './tickets.ts';
import { clockIntervals, episodes, targets } from './time.ts';

/** Every table, in the order of docs/sql.md. */
export const tables: readonly TableSchema[] = [
  events,
  transitions,
  tickets,
  episodes,
  clockIntervals,
  targets,
  surveys,
];
