import { DatabaseSync } from 'node:sqlite';
import { principalOf, type Principal } from '@caselog/access-control';
import { z } from 'zod';

/** What a session stands for: a bearer token that is asked anew with each request, or somebody an issuer has vouched for. */
export type Holder =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'person'; readonly principal: Principal };

interface StoredSession {
  readonly holder: Holder;
  readonly endsAtMs: number;
  readonly usedAtMs: number;
}

const storedHolder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('token'), token: z.string() }),
  z.object({ kind: z.literal('person'), principal: z.record(z.string(), z.unknown()) }),
]);

const holderOf = (text: string): Holder | undefined => {
  const read = storedHolder.parse(JSON.parse(text));
  if (read.kind === 'token') return read;
  const { id, roles, customerId, partnerId } = read.principal;
  const principal = principalOf({ id, roles: Array.isArray(roles) ? roles : [], customerId, partnerId });
  return 'refused' in principal ? undefined : { kind: 'person', principal };
};

/** Sessions by the hash of their secret: whoever reads the file cannot make a cookie of it. */
export interface SessionStore {
  put(hash: string, session: StoredSession): void;
  get(hash: string): StoredSession | undefined;
  touch(hash: string, usedAtMs: number): void;
  remove(hash: string): void;
  /** Forgets what ended before. */
  sweep(nowMs: number): void;
  close(): void;
}

const open = (path: string): DatabaseSync => {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  db.exec(`
    pragma journal_mode = wal;
    create table if not exists session (
      hash text primary key, holder text not null, ends_at_ms integer not null, used_at_ms integer not null
    ) strict`);
  return db;
};

/** Keeps sessions in an SQLite file, so that they outlive the process; `:memory:` for those that need not. */
export const openSessionStore = (path: string): SessionStore => {
  const db = open(path);
  const put = db.prepare('insert into session (hash, holder, ends_at_ms, used_at_ms) values (?, ?, ?, ?)');
  const get = db.prepare('select holder, ends_at_ms, used_at_ms from session where hash = ?');
  const touch = db.prepare('update session set used_at_ms = ? where hash = ?');
  const remove = db.prepare('delete from session where hash = ?');
  const sweep = db.prepare('delete from session where ends_at_ms <= ?');
  return {
    put: (hash, { holder, endsAtMs, usedAtMs }) =>
      void put.run(hash, JSON.stringify(holder), endsAtMs, usedAtMs),
    get(hash) {
      const row = get.get(hash);
      const holder = row && holderOf(String(row['holder']));
      return holder && { holder, endsAtMs: Number(row['ends_at_ms']), usedAtMs: Number(row['used_at_ms']) };
    },
    touch: (hash, usedAtMs) => void touch.run(usedAtMs, hash),
    remove: (hash) => void remove.run(hash),
    sweep: (nowMs) => void sweep.run(nowMs),
    close: () => db.close(),
  };
};
