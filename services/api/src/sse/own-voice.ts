import { ticketAccess, type Principal } from '@caselog/access-control';
import { ledgerEventName } from '@caselog/api-contract';
import { toInstant } from '@caselog/env';
import {
  EventDataError,
  NewerSchemaError,
  UnknownEventTypeError,
  type RecordedEvent,
} from '@caselog/event-store';
import { ForbiddenEventError, ticketIdOf } from '@caselog/ticket';
import type { ApiContext } from '../options.ts';
import { eventsShown } from '../views.ts';
import type { Cursors } from './cursor.ts';
import { retryFrame } from './frames.ts';
import type { Voice } from './voice.ts';

/** Who was away for longer reads again: fewer events are looked through than that reading would cost. */
const resumedMost = 10_000;

type Parts = Pick<ApiContext, 'helpdesk' | 'store' | 'requesterSees' | 'log'>;

/** Whose tickets are which, as they were opened: that never changes. */
type Opener = Readonly<{ requesterId?: unknown; customerId?: unknown }>;

const keptMost = 10_000;
const unreadable = [ForbiddenEventError, UnknownEventTypeError, NewerSchemaError, EventDataError];

/** Remembers who opened the tickets that somebody listened to, so that most events of others are passed over without a look at their ticket. */
const createOpeners = ({ store }: Parts) => {
  const kept = new Map<string, Promise<Opener | undefined>>();
  return (event: RecordedEvent): Promise<Opener | undefined> => {
    const known = kept.get(event.stream);
    if (known) return known;
    const opener = store
      .readStream(event.stream, { limit: 1 })
      .then(([first]) => first?.data as Opener | undefined);
    opener.catch(() => kept.delete(event.stream));
    kept.set(event.stream, opener);
    if (kept.size > keptMost) kept.delete(kept.keys().next().value!);
    return opener;
  };
};

const mayConcern = ({ id, roles, customerId }: Principal, opener: Opener | undefined): boolean =>
  roles.includes('partner') ||
  opener?.requesterId === id ||
  (customerId !== undefined && opener?.customerId === customerId);

/** The event's ticket as it stands; undefined where this program cannot read it: that one has nothing to tell, and the others go on. */
const loadReadable = async ({ helpdesk, log }: Parts, { stream }: RecordedEvent) => {
  const ticketId = ticketIdOf(stream);
  try {
    return ticketId && (await helpdesk.load(ticketId));
  } catch (error) {
    if (!unreadable.some((kind) => error instanceof kind)) throw error;
    log.warn({ stream, err: error }, 'a ticket that cannot be read is told to nobody');
    return undefined;
  }
};

/** The voice for those who may know of their own tickets alone; gives one for each listener. */
export const createOwnVoices = (parts: Parts, cursors: Cursors): ((principal: Principal) => Voice) => {
  const openerOf = createOpeners(parts);
  /** The event as a reading of its ticket would show it now; undefined: it shows none of it. */
  const shown = async (principal: Principal, event: RecordedEvent) => {
    if (!mayConcern(principal, await openerOf(event))) return undefined;
    const loaded = await loadReadable(parts, event);
    const access = loaded && ticketAccess(principal, loaded, parts.requesterSees);
    if (!access) return undefined;
    const { reading } = access;
    const isShown =
      reading !== 'referral' ||
      access.legs.some(({ events }) => events.some(({ position }) => position === event.position));
    return isShown ? eventsShown([event], reading, principal)[0] : undefined;
  };
  const signal = (kind: 'heartbeat' | 'reset', position: number, nowMs: number): string =>
    `id: ${cursors.write(position)}\nevent: ${kind}\ndata: ${JSON.stringify({ now: toInstant(nowMs) })}\n\n`;
  return (principal) => ({
    opening(after, head, nowMs) {
      const isKnown = after !== undefined && after <= head && head - after <= resumedMost;
      const from = isKnown ? after : head;
      return { from, opening: retryFrame + signal(isKnown ? 'heartbeat' : 'reset', from, nowMs) };
    },
    async tell(events) {
      const frames: string[] = [];
      for (const event of events) {
        const view = await shown(principal, event);
        if (view)
          frames.push(
            `id: ${cursors.write(event.position)}\nevent: ${ledgerEventName}\ndata: ${JSON.stringify(view)}\n\n`,
          );
      }
      return frames.join('');
    },
    // Where the ledger ends is not told, nor whether anything happened at all: each beat looks like any other.
    beat: ({ position }, _, nowMs) => signal('heartbeat', position, nowMs),
  });
};
