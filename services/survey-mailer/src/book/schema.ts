import { DatabaseSync } from 'node:sqlite';
import { markOf } from '../bounces/return-path.ts';

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
    super(busy ? `another mailer is at work in ${path}` : `${path} cannot be used: ${reason}`, options);
    this.path = path;
    this.isTaken = busy;
  }
}

/** Its condition must stand in a query word for word, or SQLite does not take it: a book of a year is read through for each mail. */
const openIndex = `create index mail_open on mail (next_at_ms, position, number) where status in ('due', 'sent');`;

/**
 * `mail`: one row a mail. `attempt`: every handing over to the mail server, written down before it begins. `correspondent`: tickets
 * whose requester left an address. Nothing here is personal: the address itself is read from the ledger when a mail goes out, and
 * `requester_id` is a random id.
 */
const tables = `
  create table reader (
    only integer primary key check (only = 1), position integer not null, fence integer
  ) strict;
  insert into reader values (1, 0, null);
  create table mail (
    mail_id text primary key,
    mark text not null,
    kind text not null,
    ticket_id text not null,
    episode integer,
    number integer,
    revision integer not null,
    position integer not null,
    planned_at text not null,
    send_after text not null,
    closes_at text,
    requester_id text not null,
    status text not null check (status in ('due', 'sending', 'sent', 'recorded', 'bounced', 'skipped')),
    attempts integer not null,
    next_at_ms integer not null,
    sent_at_ms integer,
    reason text
  ) strict, without rowid;
  ${openIndex}
  create index mail_requester on mail (requester_id, sent_at_ms) where kind = 'survey';
  create index mail_mark on mail (mark);
  create index mail_position on mail (position desc, mail_id desc);
  create table attempt (
    mail_id text not null,
    number integer not null,
    began_at text not null,
    outcome text not null check (outcome in ('begun', 'sent', 'failed', 'unknown')),
    detail text,
    primary key (mail_id, number)
  ) strict, without rowid;
  create table correspondent (ticket_id text primary key) strict, without rowid;
  create table faulty_event (position integer primary key, stream text not null, reason text not null) strict;
  pragma user_version = 3;
`;

/** A book that knew surveys alone becomes one of all mails: what it had sent stays sent, and the ledger is read again behind a fence. */
const fromFirst = `
  drop index survey_next;
  alter table attempt rename to first_attempt;
  alter table survey rename to first_survey;
  drop table reader;
  drop table faulty_event;
  ${tables}
  insert into mail select 'survey.' || ticket_id || '.' || episode, mark_of('survey.' || ticket_id || '.' || episode), 'survey', ticket_id, episode, null, 0, position, send_after, send_after,
    closes_at, '', status, attempts, next_at_ms, iif(status in ('sent', 'recorded'), next_at_ms, null), reason from first_survey;
  insert into attempt select 'survey.' || ticket_id || '.' || episode, number, began_at, outcome, detail from first_attempt;
  drop table first_attempt;
  drop table first_survey;
`;

const fromSecond = `drop index mail_next; ${openIndex} pragma user_version = 3;`;

const missingSteps = (db: DatabaseSync): string => {
  const version = Number(db.prepare('pragma user_version').get()?.user_version);
  if (version >= 3) return '';
  if (version === 2) return fromSecond;
  return db.prepare("select 1 from sqlite_schema where name = 'survey'").get() ? fromFirst : tables;
};

/**
 * Opens the mailer's file, durable at each commit and locked against a second mailer for as long as it is open.
 * @throws MailerBookError
 */
export const openBookFile = (path: string): DatabaseSync => {
  try {
    const db = new DatabaseSync(path);
    db.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full;');
    db.function('mark_of', { deterministic: true }, (mailId) => markOf(String(mailId)));
    // The lock comes with the first write.
    db.exec('begin exclusive');
    db.exec(missingSteps(db));
    db.exec('commit');
    return db;
  } catch (cause) {
    throw new MailerBookError(path, { cause });
  }
};
