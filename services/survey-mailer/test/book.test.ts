import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openBook, type Book } from '../src/book/book.ts';
import { surveyMailId } from '../src/book/mail.ts';

let folder: string;
let book: Book | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'caselog-book-'));
});
afterEach(async () => {
  book?.close();
  await rm(folder, { recursive: true });
});

const ticketId = '0198f3a0-0000-7000-8000-000000000000';

/** The book as the first release wrote it, when the mailer knew surveys alone. */
const first = `
  create table reader (only integer primary key check (only = 1), position integer not null) strict;
  insert into reader values (1, 40);
  create table survey (ticket_id text not null, episode integer not null, position integer not null, send_after text not null,
    closes_at text not null, message_id text not null, status text not null, attempts integer not null, next_at_ms integer not null,
    reason text, primary key (ticket_id, episode)) strict, without rowid;
  create index survey_next on survey (next_at_ms) where status in ('due', 'sending', 'sent');
  create table attempt (ticket_id text not null, episode integer not null, number integer not null, began_at text not null,
    outcome text not null, detail text, primary key (ticket_id, episode, number)) strict, without rowid;
  create table faulty_event (position integer primary key, stream text not null, reason text not null) strict;
  insert into survey values ('${ticketId}', 1, 12, '2026-03-02T10:00:00.000Z', '2026-03-16T10:00:00.000Z', '<m>', 'recorded', 1, 5, null);
  insert into survey values ('${ticketId}', 2, 30, '2026-03-03T10:00:00.000Z', '2026-03-17T10:00:00.000Z', '<n>', 'due', 2, 7, 'later');
  insert into attempt values ('${ticketId}', 1, 1, '2026-03-02T10:00:01.000Z', 'sent', 'taken');
`;

it('a book of the first release goes on as one of all mails: what was sent stays sent', () => {
  const path = join(folder, 'mailer.sqlite');
  const old = new DatabaseSync(path);
  old.exec(first);
  old.close();
  book = openBook(path);
  expect(book.find(surveyMailId({ ticketId, episode: 1 }))).toMatchObject({
    kind: 'survey',
    status: 'recorded',
    sentAtMs: 5,
    closesAt: '2026-03-16T10:00:00.000Z',
  });
  expect(book.find(surveyMailId({ ticketId, episode: 2 }))).toMatchObject({
    status: 'due',
    attempts: 2,
    sentAtMs: null,
  });
  // The ledger is read again, for the tickets whose requesters left an address; behind a fence, once it is known.
  expect(book.position()).toBe(0);
  expect(book.fence()).toBeUndefined();
  book.close();
  book = openBook(path);
  expect(book.count()).toMatchObject({ recorded: 1, due: 1 });
});

it('a mail that several events of one command tell of is one mail, named by the one that says most', () => {
  book = openBook(join(folder, 'mailer.sqlite'));
  const at = '2026-03-02T10:00:00.000Z';
  const mail = {
    mailId: 'notice.1',
    ticketId,
    episode: null,
    number: null,
    revision: 1,
    position: 2,
    plannedAt: at,
    sendAfter: at,
    closesAt: null,
    requesterId: '',
  };
  const taken = { correspondents: [ticketId], faulty: [], position: 3 };
  book.take({ ...taken, mails: [{ ...mail, kind: 'reply' }] });
  book.take({ ...taken, mails: [{ ...mail, kind: 'resolution', revision: 2, position: 3 }] });
  expect(book.list({ limit: 10 })).toMatchObject([{ kind: 'resolution', revision: 1 }]);
  expect(book.writesTo(ticketId)).toBe(true);
});

it('a long book is not read through to find the next mail', () => {
  const path = join(folder, 'mailer.sqlite');
  book = openBook(path);
  const asked = vi.spyOn(DatabaseSync.prototype, 'prepare');
  book.due(1, 4, false);
  book.due(1, 4, true);
  book.nextAtMs();
  const statements = asked.mock.calls.map(([sql]) => sql);
  asked.mockRestore();
  book.close();
  book = undefined;
  const db = new DatabaseSync(path);
  const plans = statements.map((sql) =>
    db
      .prepare(`explain query plan ${sql}`)
      .all(...(sql.includes('?') ? [1, 4] : []))
      .map(({ detail }) => String(detail)),
  );
  db.close();
  expect(plans.map((plan) => plan.filter((step) => step.includes('mail')))).toEqual([
    ['SEARCH mail USING INDEX mail_open (next_at_ms<?)'],
    ['SEARCH mail USING INDEX mail_open (next_at_ms<?)'],
    ['SEARCH mail USING INDEX mail_open'],
  ]);
});

it('a book of the second release gets the index that it lacks', () => {
  const path = join(folder, 'mailer.sqlite');
  openBook(path).close();
  const old = new DatabaseSync(path);
  old.exec(`drop index mail_open; create index mail_next on mail (next_at_ms) where status in ('due', 'sending', 'sent');
    pragma user_version = 2`);
  old.close();
  openBook(path).close();
  const db = new DatabaseSync(path);
  const names = db.prepare(`select name from sqlite_schema where name in ('mail_next', 'mail_open')`).all();
  db.close();
  expect(names.map(({ name }) => name)).toEqual(['mail_open']);
});
