import { DatabaseSync } from 'node:sqlite';

/** Another mailer works in this home, or its file cannot be used. */
export class MailerBookError extends Error {
  override readonly name = 'MailerBookError';
  readonly path: string;
  /** Another mailer holds it. */
  readonly isTaken: boolean;
  constructor(path: string, options: { readonly cause: unknown }) {
    const { cause } = options;
    const busy = cause instanceof Error && 'errcode' in cause && (Number(cause.errcode) & 0xff) === 5;
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      busy ? `another survey mailer is at work in ${path}` : `${path} cannot be used: ${reason}`,
      options,
    );
    this.path = path;
    this.isTaken = busy;
  }
}

/**
 * `survey`: one row a resolved episode whose survey was scheduled. `attempt`: every handing over to the mail server, written down
 * before it begins. Nothing here is personal: the address is read from the ledger when the mail goes out.
 */
const tables = `
  create table if not exists reader (only integer primary key check (only = 1), position integer not null) strict;
  insert or ignore into reader values (1, 0);
  create table if not exists survey (
    ticket_id text not null,
    episode integer not null,
    position integer not null,
    send_after text not null,
    closes_at text not null,
    message_id text not null,
    status text not null check (status in ('due', 'sending', 'sent', 'recorded', 'skipped')),
    attempts integer not null,
    next_at_ms integer not null,
    reason text,
    primary key (ticket_id, episode)
  ) strict, without rowid;
  create index if not exists survey_next on survey (next_at_ms) where status in ('due', 'sending', 'sent');
  create table if not exists attempt (
    ticket_id text not null,
    episode integer not null,
    number integer not null,
    began_at text not null,
    outcome text not null,
    detail text,
    primary key (ticket_id, episode, number)
  ) strict, without rowid;
  create table if not exists faulty_event (position integer primary key, stream text not null, reason text not null) strict;
`;

/**
 * Opens the mailer's file, durable at each commit and locked against a second mailer for as long as it is open.
 * @throws MailerBookError
 */
export const openBookFile = (path: string): DatabaseSync => {
  try {
    const db = new DatabaseSync(path);
    db.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full;');
    db.exec(`begin exclusive; ${tables} commit;`);
    return db;
  } catch (cause) {
    throw new MailerBookError(path, { cause });
  }
};
