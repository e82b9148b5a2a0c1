import { DatabaseSync } from 'node:sqlite';
import type { TicketId } from '@caselog/ticket';

/** A ticket attached to an outage, and what its requester asked for. */
export interface Attachment {
  readonly outageId: string;
  readonly ticketId: TicketId;
  readonly serviceCredit: 'requested' | 'not-requested';
  readonly incidentReport: 'requested' | 'not-requested';
}

/** What one event means for the book. */
export type Change =
  | { readonly kind: 'attach'; readonly attachment: Attachment }
  | { readonly kind: 'detach'; readonly outageId: string; readonly ticketId: TicketId }
  | { readonly kind: 'resolved'; readonly outageId: string };

/** The resolver's memory: how far it has read, which tickets hang on which outage, and which of them are still to be resolved. */
export interface OutageBook {
  position(): number;
  /** Takes what a batch of events changed, together with the position behind it. */
  take(changes: readonly Change[], position: number): void;
  /** Tickets whose outage is resolved and who are not, oldest attachment first. */
  pending(limit: number): readonly Attachment[];
  /** The ticket needs nothing more. */
  settle(attachment: Attachment): void;
  attached(outageId: string): number;
  close(): void;
}

/** The resolver's file cannot be used, or another resolver works on it. */
export class OutageBookError extends Error {
  override readonly name = 'OutageBookError';
  readonly path: string;
  constructor(path: string, options: { readonly cause: unknown }) {
    const { cause } = options;
    super(
      `the resolver's file ${path} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`,
      options,
    );
    this.path = path;
  }
}

const tables = `
  create table if not exists reader (only integer primary key check (only = 1), position integer not null) strict;
  insert or ignore into reader values (1, 0);
  create table if not exists attachment (
    id integer primary key,
    outage_id text not null,
    ticket_id text not null,
    service_credit text not null,
    incident_report text not null,
    unique (outage_id, ticket_id)
  ) strict;
  create table if not exists resolved_outage (outage_id text primary key) strict, without rowid;
`;

const openFile = (path: string): DatabaseSync => {
  try {
    const db = new DatabaseSync(path);
    db.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full;');
    db.exec(`begin exclusive; ${tables} commit;`);
    return db;
  } catch (cause) {
    throw new OutageBookError(path, { cause });
  }
};

const toAttachment = (row: Record<string, unknown>): Attachment => ({
  outageId: String(row.outage_id),
  ticketId: String(row.ticket_id),
  serviceCredit: row.service_credit === 'requested' ? 'requested' : 'not-requested',
  incidentReport: row.incident_report === 'requested' ? 'requested' : 'not-requested',
});

const statementsOf = (db: DatabaseSync) => ({
  attach: db.prepare(
    `insert into attachment (outage_id, ticket_id, service_credit, incident_report) values (?, ?, ?, ?)
     on conflict (outage_id, ticket_id) do update
     set service_credit = excluded.service_credit, incident_report = excluded.incident_report`,
  ),
  detach: db.prepare('delete from attachment where outage_id = ? and ticket_id = ?'),
  resolve: db.prepare('insert or ignore into resolved_outage values (?)'),
  move: db.prepare('update reader set position = ?'),
  pending: db.prepare(
    `select attachment.* from attachment join resolved_outage using (outage_id) order by attachment.id limit ?`,
  ),
});

/** Opens the book at `path`, made when it is not there. @throws OutageBookError */
export const openOutageBook = (path: string): OutageBook => {
  const db = openFile(path);
  const { attach, detach, resolve, move, pending } = statementsOf(db);
  const apply = (change: Change): void => {
    switch (change.kind) {
      case 'attach': {
        const { outageId, ticketId, serviceCredit, incidentReport } = change.attachment;
        attach.run(outageId, ticketId, serviceCredit, incidentReport);
        return;
      }
      case 'detach':
        detach.run(change.outageId, change.ticketId);
        return;
      case 'resolved':
        resolve.run(change.outageId);
        return;
      default:
        change satisfies never;
    }
  };
  return {
    position: () => Number(db.prepare('select position from reader').get()?.position),
    take(changes, position) {
      db.exec('begin immediate');
      try {
        for (const change of changes) apply(change);
        move.run(position);
        db.exec('commit');
      } catch (error) {
        db.exec('rollback');
        throw error;
      }
    },
    pending: (limit) => pending.all(limit).map(toAttachment),
    settle: ({ outageId, ticketId }) => {
      detach.run(outageId, ticketId);
    },
    attached: (outageId) =>
      Number(db.prepare('select count(*) as count from attachment where outage_id = ?').get(outageId)?.count),
    close: () => db.close(),
  };
};
