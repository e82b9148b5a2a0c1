import type { DueBook, DueRow } from './book.ts';
import { envelopeOf } from './commands.ts';
import type { SlaClockOptions } from './options.ts';
import { planTicket } from './planner.ts';

/**
 * Fires one due row. The row goes only after the ledger has answered: a crash in between fires it again, and the id of its
 * command makes that a repeat. A ticket that moved since the row was worked out is worked out anew instead.
 */
const fire = async (options: SlaClockOptions, book: DueBook, row: DueRow): Promise<void> => {
  const { helpdesk, log } = options;
  const answer = await helpdesk.execute(envelopeOf(row));
  const about = { ticketId: row.ticketId, kind: row.kind, dueAtMs: row.dueAtMs };
  if (answer.outcome === 'conflict') return planTicket(options, book, row.ticketId);
  if (answer.outcome === 'accepted') log.debug({ ...about, repeated: answer.repeated }, 'fired');
  else log.warn({ ...about, outcome: answer.outcome }, 'what fell due cannot be done any more');
  book.remove(row);
};

/** Fires everything that is due by now. Resolves with how many rows that were. */
export const fireDue = async (
  options: SlaClockOptions,
  book: DueBook,
  signal: AbortSignal,
): Promise<number> => {
  let fired = 0;
  for (;;) {
    const rows = book.due(options.env.now(), 100);
    if (rows.length === 0 || signal.aborted) return fired;
    for (const row of rows) {
      if (signal.aborted) return fired;
      await fire(options, book, row);
      fired += 1;
    }
  }
};
