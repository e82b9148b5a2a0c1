import type { CommandType, Lifecycle, Refusal, TicketCommand, TicketId, TicketState } from '@caselog/ticket';
import type { RecordedEvent } from '@caselog/event-store';
import type { Denial } from './gate.ts';

/** A command with who gives it and under which id. The same id again returns the first outcome. */
export interface CommandEnvelope {
  readonly commandId: string;
  readonly actor: string;
  readonly command: TicketCommand;
  /** Absent for an opening: the ticket's id then derives from the command's. */
  readonly ticketId?: TicketId;
  /** When it happened, ISO 8601 UTC; default: now. */
  readonly occurredAt?: string;
  /** The revision the caller saw; a ticket that moved on since answers with a conflict. */
  readonly expectedRevision?: number;
  /** The episode the command is meant for: a ticket that is in another one refuses it. For what acts long after it was asked to. */
  readonly episode?: number;
  readonly correlationId?: string;
  readonly causationId?: string;
}

export type Answer =
  | {
      readonly outcome: 'accepted';
      /** The same command was taken before; nothing was added. */
      readonly repeated: boolean;
      readonly ticketId: TicketId;
      readonly revision: number;
      /** Position of the last event: a read that has reached it shows this command's effect. */
      readonly position: number;
      /** Types of the events this command became, in order. */
      readonly events: readonly string[];
      readonly lifecycle: Lifecycle;
      readonly allowed: readonly CommandType[];
    }
  | { readonly outcome: 'refused'; readonly ticketId: TicketId; readonly refusal: Refusal }
  /** The statechart was not asked: the caller is not entitled, a partner has no agreement, an outage is over. Recorded. */
  | { readonly outcome: 'denied'; readonly ticketId: TicketId; readonly denial: Denial }
  | {
      readonly outcome: 'conflict';
      readonly ticketId: TicketId;
      readonly expected: number;
      readonly actual: number;
    };

export interface LoadedTicket {
  readonly ticketId: TicketId;
  readonly state: TicketState;
  readonly revision: number;
  readonly history: readonly RecordedEvent[];
  readonly allowed: readonly CommandType[];
}

/** The use cases: all that entry points call. */
export interface Helpdesk {
  execute(envelope: CommandEnvelope): Promise<Answer>;
  /** The ticket as the ledger has it at this moment, undefined when there is none. */
  load(ticketId: TicketId): Promise<LoadedTicket | undefined>;
}
