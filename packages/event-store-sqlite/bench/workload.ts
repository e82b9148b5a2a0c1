import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import { eventIdFor } from '@caselog/event-store';
import type { EventStore, ExpectedRevision, NewEvent } from '@caselog/event-store';

/** Events a ticket gets: what the real log shows on average is between five and six, with facts about ten. */
export const eventsPerTicket = 10;

const types = [
  'TicketOpened',
  'TicketTriaged',
  'TicketAssigned',
  'DataRequested',
  'DataSupplied',
  'TicketReplied',
] as const;

/** The `revision`th event of the `ticket`th ticket: about 450 bytes of JSON with its metadata. */
export function ticketEvent(
  ticket: number,
  revision: number,
): { readonly stream: string; readonly event: NewEvent } {
  const stream = `ticket-0198c0de-0000-7000-8000-${String(ticket).padStart(12, '0')}`;
  const commandId = `5b0c8a52-3f1e-4d7b-9a52-${String(ticket * eventsPerTicket + revision).padStart(12, '0')}`;
  const at = new Date(1_767_225_600_000 + ticket * 1000 + revision).toISOString();
  const event = {
    id: eventIdFor(stream, commandId, 0),
    type: types[revision % types.length]!,
    data: {
      priority: `P${1 + (ticket % 4)}`,
      team: 'identity',
      assignee: `agent-${ticket % 97}`,
      text: 'The requester was asked for the steps that cause the problem and for the message headers.',
      items: [{ id: 'steps', state: 'asked' }],
    },
    metadata: {
      commandId,
      actor: `agent-${ticket % 97}`,
      occurredAt: at,
      recordedAt: at,
      schemaVersion: 1,
      policyVersion: 'default-3',
      chartVersion: '1',
    },
  };
  return { stream, event };
}

/** One append of the workload, made ready before the clock runs. */
export interface ReadyAppend {
  readonly stream: string;
  readonly events: readonly NewEvent[];
  readonly expected: ExpectedRevision;
}

/** The appends of `tickets` tickets, one list for each, in their order; each is made when it is taken. */
export function* ticketsFrom(firstTicket: number, tickets: number): Generator<ReadyAppend[]> {
  for (let ticket = firstTicket; ticket < firstTicket + tickets; ticket += 1)
    yield Array.from({ length: eventsPerTicket }, (_, revision) => {
      const { stream, event } = ticketEvent(ticket, revision);
      return { stream, events: [event], expected: revision === 0 ? 'no-stream' : revision - 1 };
    });
}

/** Appends single events, `inFlight` at a time, each ticket's in order and with its expected revision checked. */
export async function appendTickets(
  store: EventStore,
  tickets: Iterable<ReadyAppend[]>,
  inFlight: number,
): Promise<void> {
  const waiting = Iterator.from(tickets);
  async function work(): Promise<void> {
    for (const ticket of waiting)
      for (const { stream, events, expected } of ticket) {
        const { outcome } = await store.append(stream, events, expected);
        if (outcome !== 'appended') throw new Error(`an append to ${stream} ended as ${outcome}`);
      }
  }
  await Promise.all(Array.from({ length: inFlight }, work));
}

/** Runs `work` on a path in a folder of its own, which is removed afterwards. */
export async function inFolder<T>(work: (path: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-bench-'));
  try {
    return await work(join(folder, 'ledger.db'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds that `work` takes. */
export async function elapsedMs(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** One round: how fast we were, and how fast the other was right after. */
export interface Pair {
  readonly ours: number;
  readonly against: number;
}

/**
 * Rounds in turns, so that a noisy minute of the machine falls on both, after one to warm up. Returns the round whose ratio is the
 * median.
 */
export async function medianPair(
  rounds: number,
  ours: () => Promise<number>,
  against: () => Promise<number>,
): Promise<Pair> {
  await ours();
  await against();
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round += 1)
    pairs.push({ ours: await ours(), against: await against() });
  return pairs.toSorted((a, b) => a.ours / a.against - b.ours / b.against)[rounds >> 1]!;
}

export const env = systemEnv;
