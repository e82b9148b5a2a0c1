import { EventLogBuilder, type EventLog } from '@caselog/discovery';
import { lifecycleStates } from '@caselog/ticket';
import type { View } from '../view/view.ts';

/** The view as a log: the states entered are its activities, and case `i` is the ticket `view.seen[i]`. Pure. */
export const logOf = ({ seen }: View): EventLog => {
  const builder = new EventLogBuilder(lifecycleStates);
  for (const { ticket, entries } of seen)
    builder.add(
      ticket.ticketId,
      entries.map(({ state, atMs }) => ({ activity: state, atMs })),
    );
  return builder.build();
};
