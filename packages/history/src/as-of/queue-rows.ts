import type { Columns } from '@caselog/columns';
import { foldedColumns, TicketFold, type TicketBatch } from '@caselog/columns/kernel';
import { toInstant } from '@caselog/env';
import { ownTables, type TimeOf } from './between.ts';
import { priorityOfCode, stateOfCode } from './figures.ts';
import type { QueueRowThen } from './view.ts';

interface Asked {
  readonly toMs: number;
  readonly by: TimeOf;
  readonly queueMax: number;
}

interface Chosen {
  readonly ticket: number;
  readonly priority: number;
  readonly openedMs: number;
  readonly lifecycle: number;
}

/** The first of the queue out of those that each thread found: four numbers a ticket. */
const chosenOf = (found: readonly number[], queueMax: number): readonly Chosen[] => {
  const all: Chosen[] = [];
  for (let at = 0; at < found.length; at += 4)
    all.push({
      ticket: found[at]!,
      priority: found[at + 1]!,
      openedMs: found[at + 2]!,
      lifecycle: found[at + 3]!,
    });
  return all
    .toSorted((a, b) => a.priority - b.priority || a.openedMs - b.openedMs || a.ticket - b.ticket)
    .slice(0, queueMax);
};

/** What the queue says of a ticket besides, each by the last of its own changes that had happened by then. */
const restOf = (fold: TicketFold, batch: TicketBatch, { toMs, by }: Asked) => {
  const timesMs = by === 'occurredAt' ? batch.occurredMs : batch.recordedMs;
  const rest = { assignee: 0, team: 0, sinceMs: batch.occurredMs[0]!, last: 0 };
  let [assignee, team, lifecycle] = [0, 0, -1];
  fold.use(batch);
  for (let i = 0; i < batch.events; i += 1) {
    if (i === 0) fold.open(i);
    else fold.step(i);
    if (timesMs[i]! <= toMs) {
      if (fold.assignee !== assignee) rest.assignee = fold.assignee;
      if (fold.team !== team) rest.team = fold.team;
      if (fold.lifecycle !== lifecycle) rest.sinceMs = batch.occurredMs[i]!;
      rest.last = i;
    }
    ({ assignee, team, lifecycle } = fold);
  }
  return { ...rest, language: fold.language };
};

/** The rows of the queue that the threads found, in its order. Not pure: reads the columns. */
export const queueRows = (
  columns: Columns,
  found: readonly number[],
  asked: Asked,
): readonly QueueRowThen[] => {
  const chosen = chosenOf(found, asked.queueMax);
  const byTicket = new Map<number, QueueRowThen>();
  const chosenByTicket = new Map(chosen.map((each) => [each.ticket, each]));
  const fold = new TicketFold(ownTables().tables);
  const wanted = [...foldedColumns, 'recordedMs', 'position'] as const;
  for (const batch of columns.ticketsOf([...chosenByTicket.keys()], wanted)) {
    const { ticket, priority, openedMs, lifecycle } = chosenByTicket.get(batch.ticket[0]!)!;
    const { assignee, team, sinceMs, last, language } = restOf(fold, batch, asked);
    byTicket.set(ticket, {
      ticketId: columns.ticketId(ticket),
      lifecycle: stateOfCode(lifecycle)!,
      priority: priorityOfCode(priority),
      openedAt: toInstant(openedMs),
      waitingSince: toInstant(sinceMs),
      assigneeId: assignee === 0 ? null : columns.texts[assignee]!,
      team: team === 0 ? null : columns.texts[team]!,
      language: columns.texts[language]!,
      revision: last,
      position: batch.position[last]!,
    });
  }
  return chosen.map(({ ticket }) => byTicket.get(ticket)!);
};
