import { DatabaseSync } from 'node:sqlite';

/**
 * Which tickets of the UCI log would have missed a first response within so many business days of the reference desk, counted from the stored
 * rows by code of its own: it shares nothing with what it is to check but the ledger's tables.
 */
export interface Counted {
  readonly ticketId: string;
  /** For each episode: missed or not. */
  readonly missed: readonly boolean[];
}

const zone = 'America/Los_Angeles';
const [opens, closes] = [8, 18];

/** The desk's working days, as the instants between which it was open. */
const workingDays = (() => {
  const days: { date: string; fromMs: number; toMs: number }[] = [];
  const last = Temporal.PlainDate.from('2017-12-31');
  for (
    let date = Temporal.PlainDate.from('2016-01-01');
    Temporal.PlainDate.compare(date, last) <= 0;
    date = date.add({ days: 1 })
  ) {
    if (date.dayOfWeek > 5) continue;
    const at = (hour: number) =>
      date.toZonedDateTime({ timeZone: zone, plainTime: { hour } }).epochMilliseconds;
    days.push({ date: date.toString(), fromMs: at(opens), toMs: at(closes) });
  }
  return days;
})();

const firstDayEndingAfter = (ms: number): number => {
  let [low, high] = [0, workingDays.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (workingDays[middle]!.toMs > ms) high = middle;
    else low = middle + 1;
  }
  return low;
};

const openMsBetween = (fromMs: number, toMs: number): number => {
  let sum = 0;
  for (let day = firstDayEndingAfter(fromMs); day < workingDays.length; day += 1) {
    const { fromMs: start, toMs: end } = workingDays[day]!;
    if (start >= toMs) break;
    sum += Math.min(end, toMs) - Math.max(start, fromMs);
  }
  return sum;
};

/** The same time of day, so many working days on, in open time. */
const budgetMs = (fromMs: number, days: number): number => {
  const first = firstDayEndingAfter(fromMs);
  const day = workingDays[first]!;
  const startMs = Math.max(fromMs, day.fromMs);
  return openMsBetween(startMs, startMs - day.fromMs + workingDays[first + days]!.fromMs);
};

interface Row {
  readonly ticketId: string;
  readonly type: string;
  readonly at: number;
  readonly to: string | null;
}

const rowsOf = (ledgerPath: string): Row[] => {
  const db = new DatabaseSync(ledgerPath, { readOnly: true });
  try {
    return db
      .prepare(
        `SELECT substr(s.name, 8) AS ticketId, k.type AS type, e.metadata ->> '$.occurredAt' AS at, e.data ->> '$.to' AS "to"
         FROM events e JOIN streams s ON s.id = e.stream JOIN kinds k ON k.id = e.kind
         WHERE s.name LIKE 'ticket-%' ORDER BY e.stream, e.revision`,
      )
      .all()
      .map((row) => ({ ...(row as unknown as Row), at: Date.parse(String(row['at'])) }));
  } finally {
    db.close();
  }
};

const stateAfter = (row: Row, before: string, asked: string): string => {
  switch (row.type) {
    case 'TicketOpened':
      return 'opened';
    case 'TicketTriaged':
      return 'triaged';
    case 'DataRequested':
      return 'awaiting-data';
    case 'WaitEnded':
      return asked;
    case 'TicketEscalated':
      return 'escalated';
    case 'TicketReferred':
      return 'third-party';
    case 'TicketResolved':
      return 'resolved';
    case 'TicketReopened':
      return row.to!;
    default:
      return before;
  }
};

const isDesks = (state: string): boolean => ['opened', 'triaged', 'escalated'].includes(state);

const countTicket = (rows: readonly Row[], days: number): boolean[] => {
  const missed: boolean[] = [];
  let [state, asked, atMs, usedMs, wantedMs] = ['', '', 0, 0, 0];
  for (const row of rows) {
    const toMs = Math.max(row.at, atMs);
    if (isDesks(state)) usedMs += openMsBetween(atMs, toMs);
    atMs = toMs;
    const after = stateAfter(row, state, asked);
    if (after === 'awaiting-data' && state !== after) asked = state;
    if (row.type === 'TicketOpened' || row.type === 'TicketReopened') {
      usedMs = 0;
      wantedMs = budgetMs(toMs, days);
    }
    if (row.type === 'TicketResolved') missed.push(usedMs >= wantedMs);
    state = after;
  }
  return missed;
};

/** Counts every ticket of a ledger in which nobody ever replied, and every ticket was resolved in the end. */
export const countMisses = (ledgerPath: string, days: number): readonly Counted[] =>
  [...Map.groupBy(rowsOf(ledgerPath), ({ ticketId }) => ticketId)].map(([ticketId, rows]) => ({
    ticketId,
    missed: countTicket(rows, days),
  }));
