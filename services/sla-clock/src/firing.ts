import type { Answer } from '@caselog/helpdesk';
import type { DueRow } from './book.ts';
import { envelopeOf } from './commands.ts';
import type { SlaClockOptions } from './options.ts';
import { planTicket, type Planning } from './planner.ts';

type Firing = Planning & Pick<SlaClockOptions, 'log'>;

/** Undefined for a ticket that cannot be worked on: it is held back, with nothing due. */
const answerTo = async ({ helpdesk, held, book }: Firing, row: DueRow): Promise<Answer | undefined> => {
  try {
    return await helpdesk.execute(envelopeOf(row));
  } catch (error) {
    await held.hold(row.ticketId, error);
    book.replace([row.ticketId], []);
    return undefined;
  }
};

/**
 * Fires one due row. The row goes only after the ledger has answered: a crash in between fires it again, and the id of its
 * command makes that a repeat. A ticket that moved since the row was worked out is worked out anew instead.
 */
const fire = async (firing: Firing, row: DueRow): Promise<void> => {
  const { book, log } = firing;
  const answer = await answerTo(firing, row);
  if (!answer) return;
  const about = { ticketId: row.ticketId, kind: row.kind, dueAtMs: row.dueAtMs };
  if (answer.outcome === 'conflict') return planTicket(firing, row.ticketId);
  if (answer.outcome === 'accepted') log.debug({ ...about, repeated: answer.repeated }, 'fired');
  else log.warn({ ...about, outcome: answer.outcome }, 'what fell due cannot be done any more');
  book.remove(row);
};

/** Fires everything that is due by now. Resolves with how many rows that were. */
export const fireDue = async (firing: Firing, signal: AbortSignal): Promise<number> => {
  let fired = 0;
  for (;;) {
    const rows = firing.book.due(firing.env.now(), 100);
    if (rows.length === 0 || signal.aborted) return fired;
    for (const row of rows) {
      if (signal.aborted) return fired;
      await fire(firing, row);
      fired += 1;
    }
  }
};
