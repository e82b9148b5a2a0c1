import { basename, dirname, join } from 'node:path';
import { stoppedLane, type QuarantinedLane, type QuarantineStore } from '@caselog/broadcast';
import {
  createQuarantineTables,
  createSqlQuarantine,
  openDatabase,
  type QuarantineTables,
} from '@caselog/database';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import type { Logger } from '@caselog/process';
import { ticketIdOf, ticketStream, type TicketId } from '@caselog/ticket';
import { faultOf, isLedgersFault, type Fault } from './fault.ts';

export interface HeldTicketsOptions {
  /** The worker's own file, such as `sla-clock.sqlite`: it names the reader, and `sla-clock-held.sqlite` lies beside it. */
  readonly bookPath: string;
  readonly store: Pick<EventStore, 'readStream'>;
  readonly env: Env;
  readonly log: Logger;
}

/** The tickets that a worker cannot work on, each a lane of the quarantine. What is written is durable when it resolves. */
export interface HeldTickets {
  /**
   * Holds a ticket back because work on it failed: a row with the event to blame, one warning. Held at that event already, or left out
   * by somebody's decision to skip it: nothing more. @throws the error itself, so that work is tried again, where the ledger is to blame,
   * and the first times where it is not certain that the ticket is; what the ledger throws
   */
  hold(ticketId: TicketId, error: unknown): Promise<void>;
  /** Work on the ticket went well: it is held no more. */
  letGo(ticketId: TicketId): Promise<void>;
  /** All that are held or were skipped: another program may read them. */
  all(): Promise<readonly TicketId[]>;
  /** Those that somebody let go on, and that were not tried since. */
  released(): Promise<readonly TicketId[]>;
  close(): Promise<void>;
}

/** Failures in a row before a ticket is held whose history can be read: as many as lanes allow an event. */
const attemptsMax = 5;

const ticketsOf = (rows: readonly { readonly stream: string }[]): readonly TicketId[] => [
  ...new Set(rows.flatMap(({ stream }) => ticketIdOf(stream) ?? [])),
];

class QuarantinedTickets implements HeldTickets {
  readonly #reader: string;
  readonly #quarantine: QuarantineStore;
  readonly #options: HeldTicketsOptions;
  readonly #rows = new Map<string, QuarantinedLane>();
  /** How often work failed on tickets that are not held, since it last went well. */
  readonly #failures = new Map<TicketId, number>();
  readonly close: () => Promise<void>;

  constructor(
    reader: string,
    quarantine: QuarantineStore,
    options: HeldTicketsOptions,
    close: () => Promise<void>,
  ) {
    this.#reader = reader;
    this.#quarantine = quarantine;
    this.#options = options;
    this.close = close;
  }

  async hold(ticketId: TicketId, error: unknown): Promise<void> {
    if (isLedgersFault(error)) throw error;
    const fault = faultOf(await this.#options.store.readStream(ticketStream(ticketId)), error);
    if (!fault) throw error;
    const row = this.#rows.get(fault.event.stream);
    const isKnown = row?.eventId === fault.event.id;
    if (isKnown && row.status === 'held') return;
    const skipped = await this.#quarantine.skipped(this.#reader);
    if (skipped.some(({ eventId }) => eventId === fault.event.id)) return this.letGo(ticketId);
    const attempts = isKnown ? row.attempts + 1 : (this.#failures.get(ticketId) ?? 0) + 1;
    this.#failures.set(ticketId, attempts);
    if (!fault.isCertain && attempts < attemptsMax) throw error;
    await this.#park(ticketId, fault, attempts);
    this.#failures.delete(ticketId);
  }

  async letGo(ticketId: TicketId): Promise<void> {
    const stream = ticketStream(ticketId);
    this.#failures.delete(ticketId);
    if (!this.#rows.has(stream)) return;
    await this.#quarantine.remove(this.#reader, stream);
    this.#rows.delete(stream);
    this.#options.log.info({ reader: this.#reader, ticketId }, 'this ticket is held back no more');
  }

  async all(): Promise<readonly TicketId[]> {
    return ticketsOf([...(await this.look()), ...(await this.#quarantine.skipped(this.#reader))]);
  }

  async released(): Promise<readonly TicketId[]> {
    return ticketsOf((await this.look()).filter(({ status }) => status === 'released'));
  }

  /** Takes up what people decided. */
  async look(): Promise<readonly QuarantinedLane[]> {
    const rows = await this.#quarantine.list(this.#reader);
    for (const row of rows) this.#rows.set(row.stream, row);
    return rows;
  }

  async #park(ticketId: TicketId, { event, error }: Fault, attempts: number): Promise<void> {
    const { env, log } = this.#options;
    const reader = this.#reader;
    const lane = stoppedLane({ reader, event, error, attempts, atMs: env.now() });
    await this.#quarantine.park(lane);
    this.#rows.set(lane.stream, lane);
    const { position, eventType, reason } = lane;
    log.warn({ reader, ticketId, position, eventType, reason }, 'this ticket is held back; all others go on');
  }
}

/**
 * Opens the list of a worker's held tickets, made when it is not there. It stands in a file of its own beside the worker's, which other
 * programs cannot open, so that `caselog quarantine` shows and releases its lanes. @throws DatabaseUnavailableError
 */
export const openHeldTickets = async (options: HeldTicketsOptions): Promise<HeldTickets> => {
  const { bookPath, env } = options;
  const reader = basename(bookPath, '.sqlite');
  const db = await openDatabase<QuarantineTables>({
    path: join(dirname(bookPath), `${reader}-held.sqlite`),
    env,
  });
  try {
    await createQuarantineTables(db);
    const held = new QuarantinedTickets(reader, createSqlQuarantine(db), options, () => db.destroy());
    await held.look();
    return held;
  } catch (error) {
    await db.destroy();
    throw error;
  }
};
