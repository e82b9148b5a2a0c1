import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { TicketId } from '@caselog/ticket';
import type { DueMoment } from '@caselog/ticket-clock';

/** A due moment as a row: what will be done about it, and on which revision of the ticket that was worked out. */
export interface DueRow extends DueMoment {
  readonly ticketId: TicketId;
  readonly revision: number;
}

/** The clock's memory: how far it has read the ledger, and what falls due. Every method is durable when it returns. */
export interface DueBook {
  /** Everything up to here has been worked out. */
  position(): number;
  /** Puts these rows in the place of all rows of the tickets named, together with the position behind them. */
  replace(tickets: readonly TicketId[], rows: readonly DueRow[], position?: number): void;
  /** Rows whose moment has come, the earliest first. */
  due(nowMs: number, limit: number): readonly DueRow[];
  /** When the next row falls due, undefined when none waits. */
  nextAtMs(): number | undefined;
  remove(row: DueRow): void;
  count(): number;
  close(): void;
}

/** The clock's file cannot be used, or another clock works on it. */
export class DueBookError extends Error {
  override readonly name = 'DueBookError';
  readonly path: string;
  constructor(path: string, options: { readonly cause: unknown }) {
    const { cause } = options;
    super(
      `the clock's file ${path} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`,
      options,
    );
    this.path = path;
  }
}

const tables = `
  create table if not exists reader (only integer primary key check (only = 1), position integer not null) strict;
  insert or ignore into reader values (1, 0);
  create table if not exists due (
    ticket_id text not null,
    kind text not null,
    subject text not null,
    due_at_ms integer not null,
    revision integer not null,
    moment text not null,
    primary key (ticket_id, kind, subject)
  ) strict, without rowid;
  create index if not exists due_next on due (due_at_ms);
`;

const openFile = (path: string): DatabaseSync => {
  try {
    const db = new DatabaseSync(path);
    // One clock a file: replicas keep files of their own, and the ids of their commands keep their records one.
    db.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full;');
    db.exec(`begin exclusive; ${tables} commit;`);
    return db;
  } catch (cause) {
    throw new DueBookError(path, { cause });
  }
};

const toRow = ({ ticket_id, revision, moment }: Record<string, unknown>): DueRow => ({
  ...(JSON.parse(String(moment)) as DueMoment),
  ticketId: String(ticket_id),
  revision: Number(revision),
});

/** Opens the book at `path`, made when it is not there. @throws DueBookError */
export const openDueBook = (path: string): DueBook => {
  const db = openFile(path);
  const get = (sql: string, ...values: SQLInputValue[]) => db.prepare(sql).get(...values);
  const forget = db.prepare('delete from due where ticket_id = ?');
  const insert = db.prepare('insert into due values (?, ?, ?, ?, ?, ?)');
  const move = db.prepare('update reader set position = ?');
  const write = (
    tickets: readonly TicketId[],
    rows: readonly DueRow[],
    position: number | undefined,
  ): void => {
    for (const ticketId of tickets) forget.run(ticketId);
    for (const { ticketId, revision, ...moment } of rows) {
      insert.run(ticketId, moment.kind, moment.subject, moment.dueAtMs, revision, JSON.stringify(moment));
    }
    if (position !== undefined) move.run(position);
  };
  return {
    position: () => Number(get('select position from reader')?.position),
    replace: (tickets, rows, position) => {
      db.exec('begin immediate');
      try {
        write(tickets, rows, position);
        db.exec('commit');
      } catch (error) {
        db.exec('rollback');
        throw error;
      }
    },
    due: (nowMs, limit) =>
      db
        .prepare('select * from due where due_at_ms <= ? order by due_at_ms limit ?')
        .all(nowMs, limit)
        .map(toRow),
    nextAtMs: () => {
      const at = get('select min(due_at_ms) as at from due')?.at;
      return at === null || at === undefined ? undefined : Number(at);
    },
    remove: ({ ticketId, kind, subject }) => {
      db.prepare('delete from due where ticket_id = ? and kind = ? and subject = ?').run(
        ticketId,
        kind,
        subject,
      );
    },
    count: () => Number(get('select count(*) as count from due')?.count),
    close: () => db.close(),
  };
};
