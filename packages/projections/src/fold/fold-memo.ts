import type { RecordedEvent } from '@caselog/event-store';
import { evolve, type TicketEvent, type TicketState } from '@caselog/ticket';
import { ticketEventOf } from './decode.ts';

/** One event folded onto one state. */
interface Folded {
  readonly before: TicketState | undefined;
  readonly event: TicketEvent;
  readonly after: TicketState;
}

/**
 * What the read models of one runner need not do twice: folding is pure, so an event that one of them has folded from a state
 * gives the next the very same state, and that has one text. Holds no more than the batch under way.
 */
export class FoldMemo {
  #events: readonly RecordedEvent[] = [];
  #folded: (Folded | undefined)[] = [];
  #contexts = new Map<TicketState, string>();

  /** Begins a batch, unless it is the one under way. */
  begin(events: readonly RecordedEvent[]): void {
    if (events === this.#events) return;
    this.forget();
    this.#events = events;
  }

  forget(): void {
    this.#events = [];
    this.#folded = [];
    this.#contexts = new Map();
  }

  /** Folds the event at `index` of the batch onto `before`. @throws what decoding and evolving throw */
  fold(index: number, before: TicketState | undefined): Folded {
    const known = this.#folded[index];
    if (known && known.before === before) return known;
    const event = ticketEventOf(this.#events[index]!);
    const folded = { before, event, after: evolve(before, event) };
    this.#folded[index] = folded;
    return folded;
  }

  /** The context of a state as JSON. */
  contextText(state: TicketState): string {
    const known = this.#contexts.get(state);
    if (known !== undefined) return known;
    const text = JSON.stringify(state.context);
    this.#contexts.set(state, text);
    return text;
  }
}
