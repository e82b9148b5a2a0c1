/** Events of a ticket are missing between what a read model holds and what it is given: its source skipped something. */
export class MissedRevisionError extends Error {
  override readonly name = 'MissedRevisionError';
  readonly ticketId: string;
  readonly held: number;
  readonly given: number;
  constructor(ticketId: string, held: number, given: number) {
    super(
      held === -1
        ? `ticket ${ticketId} is not in the read model, yet its history goes on at revision ${given}`
        : `ticket ${ticketId} is held at revision ${held}, yet its history goes on at ${given}`,
    );
    this.ticketId = ticketId;
    this.held = held;
    this.given = given;
  }
}

/** A stored row stands in a configuration that the present chart does not have: it was folded by another chart. */
export class UnknownConfigurationError extends Error {
  override readonly name = 'UnknownConfigurationError';
  readonly ticketId: string;
  readonly key: string;
  constructor(ticketId: string, key: string) {
    super(
      `ticket ${ticketId} stands in ${JSON.stringify(key)}, which this chart does not have: rebuild the read model`,
    );
    this.ticketId = ticketId;
    this.key = key;
  }
}
