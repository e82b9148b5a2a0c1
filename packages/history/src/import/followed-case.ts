import { evolve, type TicketEvent, type TicketState } from '@caselog/ticket';

/** What became of one command: the opening of a case, or one of its rows. */
export interface Effect {
  opened: boolean;
  /** How often it changed the state; more than once: over inferred transitions. */
  moves: number;
  nonconforming: boolean;
  events: number;
}

/** A case as far as it has been followed: the ticket, the attributes as last told, and what each command became. Changed by `take` alone. */
export class FollowedCase {
  state: TicketState | undefined;
  readonly attributes = new Map<string, string>();
  readonly effects = new Map<string, Effect>();
  /** The place in the order of the log of the last row taken. */
  lastOrder = Number.NEGATIVE_INFINITY;

  /** Takes an event that `commandId` caused, from the ledger or on its way there. @throws ForbiddenEventError */
  take(commandId: string, event: TicketEvent, order: number | undefined): void {
    const before = this.state?.configuration.lifecycle;
    this.state = evolve(this.state, event);
    if (order !== undefined) this.lastOrder = Math.max(this.lastOrder, order);
    if (event.type === 'FactRecorded')
      for (const [name, value] of Object.entries(event.data.attributes)) this.attributes.set(name, value);
    this.#note(commandId, event, before !== undefined && before !== this.state.configuration.lifecycle);
  }

  #note(commandId: string, event: TicketEvent, moved: boolean): void {
    const effect = this.effects.get(commandId) ?? {
      opened: false,
      moves: 0,
      nonconforming: false,
      events: 0,
    };
    this.effects.set(commandId, effect);
    effect.events += 1;
    if (moved) effect.moves += 1;
    if (event.type === 'TicketOpened') effect.opened = true;
    if (event.type === 'NonconformingFactRecorded') effect.nonconforming = true;
  }
}
