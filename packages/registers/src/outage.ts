import { languageSchema } from '@caselog/ticket';
import { z } from 'zod';
import { refuse, type RegisterDecision, type Tagged } from './register.ts';

const text = z.string().min(1).max(5_000);

export const outageEventSchemas = {
  OutageAnnounced: z.strictObject({
    title: z.string().min(1).max(200),
    affects: z.array(z.string().max(100)),
    text,
  }),
  OutageUpdated: z.strictObject({ text }),
  OutageResolved: z.strictObject({ summary: text, language: languageSchema }),
} as const;
export type OutageEvent = Tagged<typeof outageEventSchemas>;

export const outageCommandSchemas = {
  AnnounceOutage: z.strictObject({
    title: z.string().min(1).max(200),
    affects: z.array(z.string().min(1).max(100)).max(50).default([]),
    text,
  }),
  UpdateOutage: z.strictObject({ text }),
  ResolveOutage: z.strictObject({ summary: text, language: languageSchema.default('en') }),
} as const;
export type OutageCommand = Tagged<typeof outageCommandSchemas>;

/** A known outage: shown before a ticket is opened, and attached to by tickets until it is resolved. */
export interface Outage {
  readonly title: string;
  readonly affects: readonly string[];
  readonly status: 'open' | 'resolved';
  readonly lastWord: string;
}

/** The stream of an outage. Pure. */
export const outageStream = (outageId: string): string => `outage-${outageId}`;

/** The outage after an event. Pure. */
export const evolveOutage = (outage: Outage | undefined, event: OutageEvent): Outage => {
  const known = outage ?? { title: '', affects: [], status: 'open', lastWord: '' };
  switch (event.type) {
    case 'OutageAnnounced':
      return {
        title: event.data.title,
        affects: event.data.affects,
        status: 'open',
        lastWord: event.data.text,
      };
    case 'OutageUpdated':
      return { ...known, lastWord: event.data.text };
    case 'OutageResolved':
      return { ...known, status: 'resolved', lastWord: event.data.summary };
    default:
      return event satisfies never;
  }
};

/** Decides a command on an outage. Pure. A resolved one stays resolved: what comes back is a new outage. */
export const decideOutage = (
  command: OutageCommand,
  outage: Outage | undefined,
): RegisterDecision<OutageEvent> => {
  if (command.type === 'AnnounceOutage') {
    return outage
      ? refuse('already-registered', 'the outage is announced already')
      : { events: [{ type: 'OutageAnnounced', data: command.data }] };
  }
  if (!outage) return refuse('unknown', 'there is no such outage');
  if (outage.status === 'resolved') return refuse('forbidden', 'the outage is resolved already');
  return command.type === 'UpdateOutage'
    ? { events: [{ type: 'OutageUpdated', data: command.data }] }
    : { events: [{ type: 'OutageResolved', data: command.data }] };
};
