import type { RecordedEvent } from '@caselog/event-store';
import {
  evolve,
  isTicketEventType,
  ticketIdOf,
  type TicketEvent,
  type TicketEventOf,
  type TicketState,
} from '@caselog/ticket';
import type { ReadModelsTransaction } from '../database/schema.ts';
import { ticketEventOf } from './decode.ts';
import { MissedRevisionError } from './errors.ts';
import type { Entry } from './state-columns.ts';

/** One event of a ticket and what it did. */
export interface Step<Extra> {
  readonly recorded: RecordedEvent;
  readonly event: TicketEvent;
  readonly before: TicketState | undefined;
  /** When the lifecycle state before was entered; the event's own instant for an opening. */
  readonly beforeSince: string;
  readonly entry: Entry<Extra>;
}

export interface FoldMemory {
  /** Tickets a read model remembers between batches, about a kilobyte each; default 20,000. */
  readonly rememberedMax?: number;
}

export interface TicketFoldsOptions<Extra> extends FoldMemory {
  /** What the model remembers of an opening besides the state. */
  readonly extraOf: (opening: TicketEventOf<'TicketOpened'>, recorded: RecordedEvent) => Extra;
  /** Reads entries back from the model's own table; ids that are not there are left out. */
  readonly load: (
    trx: ReadModelsTransaction,
    ticketIds: readonly string[],
  ) => Promise<readonly Entry<Extra>[]>;
}

const rememberedMaxDefault = 20_000;
const idsALoad = 500;

/**
 * The tickets of one read model, folded as events come: those seen lately in memory, the others read back from the model's
 * own table when an event touches them.
 */
export class TicketFolds<Extra> {
  readonly #options: TicketFoldsOptions<Extra>;
  readonly #entries = new Map<string, Entry<Extra>>();

  constructor(options: TicketFoldsOptions<Extra>) {
    this.#options = options;
  }

  forget(): void {
    this.#entries.clear();
  }

  /**
   * Folds the batch's events of tickets and calls `onStep` for each. Returns the tickets that changed, once each. An event
   * that was taken before is passed over; one of an unknown type counts as taken and changes nothing else.
   * @throws MissedRevisionError, ForbiddenEventError, NewerSchemaError, EventDataError
   */
  async fold(
    trx: ReadModelsTransaction,
    events: readonly RecordedEvent[],
    onStep?: (step: Step<Extra>) => void,
  ): Promise<readonly Entry<Extra>[]> {
    await this.#recall(trx, events);
    const changed = new Set<Entry<Extra>>();
    for (const recorded of events) {
      const entry = this.#take(recorded, onStep);
      if (entry) changed.add(entry);
    }
    this.#remember(changed);
    return [...changed];
  }

  async #recall(trx: ReadModelsTransaction, events: readonly RecordedEvent[]): Promise<void> {
    const missing = new Set<string>();
    for (const { stream, revision } of events) {
      const ticketId = ticketIdOf(stream);
      if (ticketId !== undefined && revision > 0 && !this.#entries.has(ticketId)) missing.add(ticketId);
    }
    const ids = [...missing];
    for (let at = 0; at < ids.length; at += idsALoad)
      for (const entry of await this.#options.load(trx, ids.slice(at, at + idsALoad)))
        this.#entries.set(entry.ticketId, entry);
  }

  #take(recorded: RecordedEvent, onStep?: (step: Step<Extra>) => void): Entry<Extra> | undefined {
    const ticketId = ticketIdOf(recorded.stream);
    if (ticketId === undefined) return undefined;
    const known = this.#entries.get(ticketId);
    if (known && recorded.revision <= known.revision) return undefined;
    if (known && recorded.revision !== known.revision + 1)
      throw new MissedRevisionError(ticketId, known.revision, recorded.revision);
    if (!isTicketEventType(recorded.type)) return known && this.#passOver(known, recorded);
    return known ? this.#evolve(known, recorded, onStep) : this.#open(ticketId, recorded, onStep);
  }

  #passOver(entry: Entry<Extra>, { revision, position }: RecordedEvent): Entry<Extra> {
    entry.revision = revision;
    entry.position = position;
    return entry;
  }

  #evolve(entry: Entry<Extra>, recorded: RecordedEvent, onStep?: (step: Step<Extra>) => void): Entry<Extra> {
    const event = ticketEventOf(recorded);
    const { state: before, stateSince: beforeSince } = entry;
    entry.state = evolve(before, event);
    if (entry.state.configuration.lifecycle !== before.configuration.lifecycle) entry.stateSince = event.at;
    this.#passOver(entry, recorded);
    onStep?.({ recorded, event, before, beforeSince, entry });
    return entry;
  }

  #open(ticketId: string, recorded: RecordedEvent, onStep?: (step: Step<Extra>) => void): Entry<Extra> {
    const event = ticketEventOf(recorded);
    if (event.type !== 'TicketOpened') throw new MissedRevisionError(ticketId, -1, recorded.revision);
    const entry: Entry<Extra> = {
      ticketId,
      state: evolve(undefined, event),
      stateSince: event.at,
      revision: recorded.revision,
      position: recorded.position,
      extra: this.#options.extraOf(event, recorded),
    };
    this.#entries.set(ticketId, entry);
    onStep?.({ recorded, event, before: undefined, beforeSince: event.at, entry });
    return entry;
  }

  /** Keeps the tickets that changed last. */
  #remember(changed: ReadonlySet<Entry<Extra>>): void {
    const { rememberedMax = rememberedMaxDefault } = this.#options;
    if (this.#entries.size <= rememberedMax) return;
    for (const entry of changed) {
      this.#entries.delete(entry.ticketId);
      this.#entries.set(entry.ticketId, entry);
    }
    const surplus = this.#entries.size - rememberedMax;
    for (const ticketId of this.#entries.keys().take(surplus)) this.#entries.delete(ticketId);
  }
}
