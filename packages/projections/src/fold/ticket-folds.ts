import type { RecordedEvent } from '@caselog/event-store';
import {
  isTicketEventType,
  ticketIdOf,
  ticketStream,
  type TicketEvent,
  type TicketEventOf,
  type TicketState,
} from '@caselog/ticket';
import type { ReadModels } from '../database/schema.ts';
import { MissedRevisionError } from './errors.ts';
import { FoldMemo } from './fold-memo.ts';
import { columnsOf, type Entry, type StateColumns } from './state-columns.ts';

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
  /** Shared by the read models of one runner; default one of its own. */
  readonly memo?: FoldMemo;
}

export interface TicketFoldsOptions<Extra> extends FoldMemory {
  /** What the model remembers of an opening besides the state. */
  readonly extraOf: (opening: TicketEventOf<'TicketOpened'>, recorded: RecordedEvent) => Extra;
  /** Reads entries back from the model's own table; ids that are not there are left out. */
  readonly load: (db: ReadModels, ticketIds: readonly string[]) => Promise<readonly Entry<Extra>[]>;
}

type OnStep<Extra> = ((step: Step<Extra>) => void) | undefined;

const rememberedMaxDefault = 20_000;
const idsALoad = 500;

/**
 * The tickets of one read model, folded as events come: those seen lately in memory, the others read back from the model's
 * own table when an event touches them.
 */
export class TicketFolds<Extra> {
  readonly #options: TicketFoldsOptions<Extra>;
  readonly #memo: FoldMemo;
  /** By stream: its name comes with each event, so it need not be cut to find the ticket. */
  readonly #entries = new Map<string, Entry<Extra>>();
  readonly #changed = new Set<Entry<Extra>>();

  constructor(options: TicketFoldsOptions<Extra>) {
    this.#options = options;
    this.#memo = options.memo ?? new FoldMemo();
  }

  forget(): void {
    this.#entries.clear();
    this.#changed.clear();
    this.#memo.forget();
  }

  /** An entry as its row. */
  columnsOf(entry: Entry<Extra>): StateColumns {
    return columnsOf(entry, this.#memo.contextText(entry.state));
  }

  /**
   * Folds events of tickets and calls `onStep` for each. The tickets that changed are kept for `takeChanged`. An event that was taken before
   * is passed over; one of an unknown type counts as taken and changes nothing else.
   * @throws MissedRevisionError, ForbiddenEventError, NewerSchemaError, EventDataError
   */
  async fold(db: ReadModels, events: readonly RecordedEvent[], onStep?: OnStep<Extra>): Promise<void> {
    await this.#recall(db, events);
    this.#memo.begin(events);
    for (let index = 0; index < events.length; index += 1) {
      const entry = this.#take(events[index]!, index, onStep);
      if (entry) this.#changed.add(entry);
    }
  }

  /** The tickets that changed since it was last asked, once each: they are to be written now. */
  takeChanged(): readonly Entry<Extra>[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    // Not before: one that is not written yet could not be read back.
    this.#remember(changed);
    return changed;
  }

  /** Reads back what is not remembered. A ticket that opens in these events is not in the table yet: of history that is most of them. */
  async #recall(db: ReadModels, events: readonly RecordedEvent[]): Promise<void> {
    const opening = new Set<string>();
    const missing = new Set<string>();
    for (const { stream, revision } of events)
      if (revision === 0) opening.add(stream);
      else if (!this.#entries.has(stream) && !opening.has(stream)) missing.add(stream);
    const ids = [...missing].flatMap((stream) => ticketIdOf(stream) ?? []);
    for (let at = 0; at < ids.length; at += idsALoad)
      for (const entry of await this.#options.load(db, ids.slice(at, at + idsALoad)))
        this.#entries.set(ticketStream(entry.ticketId), entry);
  }

  #take(recorded: RecordedEvent, index: number, onStep: OnStep<Extra>): Entry<Extra> | undefined {
    const { stream, revision } = recorded;
    const known = this.#entries.get(stream);
    if (!known) return this.#open(recorded, index, onStep);
    if (revision <= known.revision) return undefined;
    if (revision !== known.revision + 1)
      throw new MissedRevisionError(known.ticketId, known.revision, revision);
    if (isTicketEventType(recorded.type)) this.#evolve(known, recorded, index, onStep);
    known.revision = revision;
    known.position = recorded.position;
    return known;
  }

  #evolve(entry: Entry<Extra>, recorded: RecordedEvent, index: number, onStep: OnStep<Extra>): void {
    const { state: before, stateSince: beforeSince } = entry;
    const { event, after } = this.#memo.fold(index, before);
    entry.state = after;
    if (after.configuration.lifecycle !== before.configuration.lifecycle) entry.stateSince = event.at;
    onStep?.({ recorded, event, before, beforeSince, entry });
  }

  #open(recorded: RecordedEvent, index: number, onStep: OnStep<Extra>): Entry<Extra> | undefined {
    const { stream, type, revision, position } = recorded;
    const ticketId = ticketIdOf(stream);
    if (ticketId === undefined || !isTicketEventType(type)) return undefined;
    if (type !== 'TicketOpened') throw new MissedRevisionError(ticketId, -1, revision);
    const { event, after: state } = this.#memo.fold(index, undefined);
    const extra = this.#options.extraOf(event as TicketEventOf<'TicketOpened'>, recorded);
    const entry = { ticketId, state, stateSince: event.at, revision, position, extra };
    this.#entries.set(stream, entry);
    onStep?.({ recorded, event, before: undefined, beforeSince: event.at, entry });
    return entry;
  }

  /** Keeps the tickets that changed last. */
  #remember(changed: readonly Entry<Extra>[]): void {
    const { rememberedMax = rememberedMaxDefault } = this.#options;
    if (this.#entries.size <= rememberedMax) return;
    for (const entry of changed) {
      const stream = ticketStream(entry.ticketId);
      this.#entries.delete(stream);
      this.#entries.set(stream, entry);
    }
    const surplus = this.#entries.size - rememberedMax;
    for (const stream of this.#entries.keys().take(surplus)) this.#entries.delete(stream);
  }
}
