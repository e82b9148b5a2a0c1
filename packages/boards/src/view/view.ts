import type { CaseSource } from '../cases/case-table.ts';
import type { Entry, Happening, Standing, SurveyLeg, TicketCase } from '../cases/case.ts';
import type { BoardQuery } from './query.ts';

/** A ticket as it stood at the instant asked for. */
export interface Seen {
  readonly ticket: TicketCase;
  /** The states it had entered, oldest first; at least the opening. */
  readonly entries: readonly Entry[];
  readonly standings: readonly Standing[];
  /** Where it stood. */
  readonly last: Entry;
  readonly standing: Standing;
}

/** One population at one instant: every figure of a board counts among these tickets and no others. */
export interface View {
  readonly query: BoardQuery;
  readonly seen: readonly Seen[];
  readonly position: number;
  readonly unreadable: number;
}

/** Whether something had happened, and was known, by the instant asked for. Pure. */
export const isKnown = ({ atMs, recordedMs }: Happening, { asOfMs, by }: BoardQuery): boolean =>
  atMs <= asOfMs && (by === 'occurredAt' || recordedMs <= asOfMs);

/** Whether the ticket is still to be worked on: neither resolved nor surveyed. Pure. */
export const isOpen = ({ state }: Entry): boolean => state !== 'resolved' && state !== 'surveyed';

const known = <Item extends Happening>(items: readonly Item[], query: BoardQuery): readonly Item[] =>
  items.every((item) => isKnown(item, query)) ? items : items.filter((item) => isKnown(item, query));

/** Whether everything of the ticket had happened and was known: then nothing has to be looked through. */
const isWhole = (
  { isInOrder, entries, standings, recordedMs }: TicketCase,
  { asOfMs, by }: BoardQuery,
): boolean =>
  isInOrder &&
  entries.at(-1)!.atMs <= asOfMs &&
  standings.at(-1)!.atMs <= asOfMs &&
  (by === 'occurredAt' || recordedMs.last <= asOfMs);

/**
 * The states entered that are known. Where times run backwards, a resolution may not have happened yet while the reopening behind it has: then
 * there was nothing to reopen, and episodes are counted by what had happened, as the clock does.
 */
const entriesOf = ({ entries, isInOrder }: TicketCase, query: BoardQuery): readonly Entry[] => {
  const seen = known(entries, query);
  if (isInOrder || seen.length === entries.length) return seen;
  let episode = 1;
  return seen.map((entry, index) => {
    const before = seen[index - 1];
    if (before && !isOpen(before) && isOpen(entry)) episode += 1;
    return { ...entry, episode };
  });
};

const isWanted = (
  { customerId }: TicketCase,
  opening: Entry,
  { priority, team }: Standing,
  query: BoardQuery,
): boolean =>
  (query.fromMs === undefined || opening.atMs >= query.fromMs) &&
  (query.toMs === undefined || opening.atMs < query.toMs) &&
  (query.priorities === undefined || query.priorities.includes(priority)) &&
  (query.customer === undefined || query.customer === customerId) &&
  (query.team === undefined || query.team === team);

const see = (ticket: TicketCase, query: BoardQuery): Seen | undefined => {
  const opening = ticket.entries[0]!;
  // Nothing happened before the opening was known.
  if (!isKnown(opening, query)) return undefined;
  const isAll = isWhole(ticket, query);
  const entries = isAll ? ticket.entries : entriesOf(ticket, query);
  const standings = isAll ? ticket.standings : known(ticket.standings, query);
  const [last, standing] = [entries.at(-1)!, standings.at(-1)!];
  return isWanted(ticket, opening, standing, query)
    ? { ticket, entries, standings, last, standing }
    : undefined;
};

/**
 * The tickets a query counts, as they stood: a ticket stands where the last of its states in its own order that is known put it; priority and team are
 * as they stood then. Pure.
 */
export const viewOf = (source: CaseSource, query: BoardQuery): View => ({
  query,
  seen: source.cases.flatMap((ticket) => see(ticket, query) ?? []),
  position: source.position,
  unreadable: source.unreadable,
});

/** Its resolutions that are known, each with what had become of its survey by then. Pure. */
export const surveysOf = ({ ticket }: Seen, query: BoardQuery): readonly SurveyLeg[] =>
  ticket.surveys
    .filter(({ resolved }) => isKnown(resolved, query))
    .map((leg) => ({
      ...leg,
      asked: leg.asked && isKnown(leg.asked, query) ? leg.asked : undefined,
      end: leg.end && isKnown(leg.end, query) ? leg.end : undefined,
      answers: leg.answers.filter((answer) => isKnown(answer, query)),
    }));
