import { toInstant } from '@caselog/env';
import type { Instant } from '@caselog/ticket';
import { timeReader } from './import/time-format.ts';

const iso = timeReader({ format: 'ISO', zone: 'UTC' });

/** The instant that a person wrote in ISO 8601, undefined when it is none; UTC where it names no offset, midnight where it names no time. Pure. */
export const instantOf = (text: string): Instant | undefined => {
  const ms = iso(text);
  return ms === undefined ? undefined : toInstant(ms);
};
