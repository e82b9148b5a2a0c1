import { readTogether, type ReadModels, type ReadModelsTransaction } from '../database/schema.ts';
import { assertLimit } from '../paging.ts';
import { positionOf } from '../runner/positions.ts';
import { detailsOf, type TicketDetails } from './queries.ts';

/** Whose tickets are meant. */
export type TicketsOf =
  /** Those somebody asked, for its own customer or for none. */
  | { readonly kind: 'requester'; readonly requesterId: string; readonly customerId: string | null }
  | { readonly kind: 'customer'; readonly customerId: string }
  /** Those a partner ever had a leg of. */
  | { readonly kind: 'partner'; readonly partnerId: string };

export interface SomebodysTickets {
  /** The latest first. */
  readonly tickets: readonly TicketDetails[];
  /** Give it as `before` for the next page; null on the last. */
  readonly next: number | null;
  /** How far the read model has come. */
  readonly position: number;
}

const rowsOf = (trx: ReadModelsTransaction, whose: TicketsOf) => {
  const all = trx.selectFrom('ticket').selectAll('ticket');
  switch (whose.kind) {
    case 'requester': {
      const { requesterId, customerId } = whose;
      return all
        .where('requester_id', '=', requesterId)
        .where((eb) =>
          eb.or([
            eb('customer_id', 'is', null),
            ...(customerId === null ? [] : [eb('customer_id', '=', customerId)]),
          ]),
        );
    }
    case 'customer':
      return all.where('customer_id', '=', whose.customerId);
    case 'partner':
      return all.where('opened_position', 'in', (eb) =>
        eb
          .selectFrom('ticket_referral')
          .select('ticket_referral.opened_position')
          .where('partner_id', '=', whose.partnerId),
      );
    default:
      return whose satisfies never;
  }
};

/**
 * Up to `limit` of somebody's tickets, the latest opened first, behind the place where the page before ended. Not pure: it
 * reads. @throws InvalidLimitError
 */
export const ticketsOf = (
  db: ReadModels,
  whose: TicketsOf,
  { before = Number.MAX_SAFE_INTEGER, limit }: { readonly before?: number; readonly limit: number },
): Promise<SomebodysTickets> => {
  assertLimit(limit);
  return readTogether(db, async (trx) => {
    const found = await rowsOf(trx, whose)
      .where('ticket.opened_position', '<', before)
      .orderBy('ticket.opened_position', 'desc')
      .limit(limit + 1)
      .execute();
    const shown = found.slice(0, limit);
    return {
      tickets: shown.map(detailsOf),
      next: found.length > limit ? shown.at(-1)!.opened_position : null,
      position: await positionOf(trx, 'ticket'),
    };
  });
};
