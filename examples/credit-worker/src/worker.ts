import type { CaselogClient } from '@caselog/api-contract';
import { onEvents, remoteLedger, type Worker } from '@caselog/worker';
import type { Billing } from './billing.ts';

export interface CreditWorkerOptions {
  readonly desk: CaselogClient;
  readonly billing: Billing;
  readonly bookPath: string;
}

/** Grants the service credit that a requester asked for, once its ticket is resolved with the outage, and notes it on the ticket. */
export const startCreditWorker = ({ desk, billing, bookPath }: CreditWorkerOptions): Promise<Worker> =>
  onEvents({
    name: 'service-credits',
    types: ['TicketResolved'],
    ledger: remoteLedger(desk),
    bookPath,
    begin: 'start',
    async handle({ ticketId, data: { outcome } }, { once }) {
      if (outcome?.kind !== 'known-outage-resolved' || outcome.serviceCredit !== 'requested') return;
      const { outageId } = outcome;
      // Billing would grant it twice if it were asked twice, so an open end is looked up.
      const { creditId } = await once('credit', {
        run: (reference, signal) => billing.grant({ reference, ticketId, outageId }, signal),
        find: (reference, signal) => billing.find(reference, signal),
      });
      // The desk takes a command's id once, so an open end is simply sent again.
      await once('note', {
        run: (commandId, signal) =>
          desk.sendCommand(
            ticketId,
            { commandId, type: 'AddNote', data: { body: `Service credit ${creditId} granted` } },
            { signal },
          ),
        takesKeyOnce: true,
      });
    },
  });
