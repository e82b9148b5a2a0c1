import { openScratch, type Scratch } from './scratch.ts';

/** A row on its way, as it was kept from the file. */
export interface StagedRow {
  readonly caseId: string;
  readonly order: number;
  readonly line: number;
  readonly values: readonly string[];
}

export interface StagedCase {
  readonly caseId: string;
  /** The ticket that stands for the case in the ledger already. */
  readonly ticketId: string | undefined;
  /** The values of its rows, in their order; rows that share a place in it, in the order of the file. Read when they are asked for. */
  readonly rows: readonly (() => readonly string[])[];
}

const tables = `
  create table staged (case_id text not null, place real not null, line integer not null, fields text not null);
  create table known (case_id text primary key, ticket_id text not null) without rowid;
`;

const ordered = `
  select s.case_id as caseId, s.fields as fields, k.ticket_id as ticketId
  from staged s left join known k on k.case_id = s.case_id
  order by s.case_id, s.place, s.line
`;

interface Selected {
  readonly caseId: string;
  readonly fields: string;
  readonly ticketId: string | null;
}

/** Keeps the rows of a log on disk until all are read, and hands them back case by case, so that memory does not grow with the log. */
export class Staging {
  readonly #scratch: Scratch;
  readonly #insert;
  readonly #know;

  /** Makes its file in a folder of its own under `parent`. */
  constructor(parent: string) {
    this.#scratch = openScratch(parent, tables);
    const { database } = this.#scratch;
    this.#insert = database.prepare('insert into staged values (?, ?, ?, ?)');
    this.#know = database.prepare('insert or ignore into known values (?, ?)');
  }

  add({ caseId, order, line, values }: StagedRow): void {
    this.#insert.run(caseId, order, line, JSON.stringify(values));
  }

  /** Notes that the ledger holds a ticket for a case. */
  know(caseId: string, ticketId: string): void {
    this.#know.run(caseId, ticketId);
  }

  *cases(): Generator<StagedCase> {
    let one: (StagedCase & { readonly rows: (() => readonly string[])[] }) | undefined;
    for (const row of this.#scratch.database
      .prepare(ordered)
      .iterate() as Iterable<unknown> as Iterable<Selected>) {
      const { caseId, ticketId, fields } = row;
      if (one?.caseId !== caseId) {
        if (one) yield one;
        one = { caseId, ticketId: ticketId ?? undefined, rows: [] };
      }
      one.rows.push(() => JSON.parse(fields) as string[]);
    }
    if (one) yield one;
  }

  /** Removes the file. */
  remove(): void {
    this.#scratch.remove();
  }
}
