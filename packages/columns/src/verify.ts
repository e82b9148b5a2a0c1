import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { refreshColumns, type RefreshOptions } from './build/refresh.ts';
import { openColumns, type Columns } from './columns.ts';
import { ColumnsDamagedError } from './errors.ts';
import { UnitReader } from './file/units.ts';
import { columnNames, type TicketBatch, type Wanted } from './layout.ts';

/** Where columns are not what the ledger says. Names places, never what an event says. */
export interface ColumnFault {
  readonly ticketId?: string;
  readonly position?: number;
  readonly problem: string;
}

export interface ColumnsVerification {
  readonly ok: boolean;
  /** How far the columns have read the ledger. */
  readonly position: number;
  readonly digest: string;
  readonly tickets: number;
  readonly events: number;
  /** At most a hundred. */
  readonly faults: readonly ColumnFault[];
}

const faultsMax = 100;
const wanted = new Set<Wanted>([...columnNames, 'extras']);
const compared = [...columnNames, 'extraStart', 'extras'] as const;

const firstDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number | undefined => {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i += 1) if (!Object.is(a[i], b[i])) return i;
  return undefined;
};

/** What differs between a batch and what it should be, a fault a column. */
const faultsIn = (found: TicketBatch, expected: TicketBatch, columns: Columns): ColumnFault[] => {
  if (firstDifference(found.ticket, expected.ticket) !== undefined)
    return [{ problem: `tickets from ordinal ${expected.ticket[0]} on are others` }];
  if (firstDifference(found.start, expected.start) !== undefined)
    return [{ problem: `tickets from ordinal ${expected.ticket[0]} on have other numbers of events` }];
  return compared.flatMap((column) => {
    const at = firstDifference(found[column], expected[column]);
    if (at === undefined) return [];
    const inEvents = column !== 'extras' && at < expected.events;
    const place = inEvents ? expected.start.findLastIndex((start) => start <= at) : -1;
    return [
      {
        ...(inEvents && {
          ticketId: columns.ticketId(expected.ticket[place]!),
          position: expected.position[at]!,
        }),
        problem: `${column} is not what the ledger says`,
      },
    ];
  });
};

const dictionaryFaults = (found: Columns, expected: Columns): ColumnFault[] => [
  ...(found.digest === expected.digest ? [] : [{ problem: 'the ledger is another one: its digest differs' }]),
  ...(JSON.stringify(found.texts) === JSON.stringify(expected.texts)
    ? []
    : [{ problem: 'the texts differ' }]),
  ...(JSON.stringify(found.policies) === JSON.stringify(expected.policies)
    ? []
    : [{ problem: 'the policies differ' }]),
  ...(found.tickets === expected.tickets
    ? []
    : [{ problem: `there are ${found.tickets} tickets instead of ${expected.tickets}` }]),
];

const compare = (found: Columns, expected: Columns, signal: AbortSignal | undefined): ColumnFault[] => {
  const faults = dictionaryFaults(found, expected);
  const [own, fresh] = [new UnitReader(found.image), new UnitReader(expected.image)];
  const { bounds } = found.image;
  for (let unit = 0; unit < own.units && faults.length < faultsMax; unit += 1) {
    signal?.throwIfAborted();
    const [from, until] = [bounds[unit]!, bounds[unit + 1]!];
    try {
      faults.push(
        ...faultsIn(own.readTickets(from, until, wanted), fresh.readTickets(from, until, wanted), expected),
      );
    } catch (error) {
      if (!(error instanceof ColumnsDamagedError)) throw error;
      faults.push({ problem: error.message });
    }
  }
  return faults.slice(0, faultsMax);
};

/**
 * Holds columns against the ledger they were built from: builds them once more beside, up to the same position, and compares every value.
 * Not pure: reads the ledger, writes a folder that is taken away again. @throws NoColumnsError, ColumnsDamagedError where nothing can be
 * read at all, and what `refreshColumns` throws
 */
export const verifyColumns = async (
  options: Omit<RefreshOptions, 'anew' | 'until' | 'onRebuild'>,
): Promise<ColumnsVerification> => {
  const found = openColumns(options.folder);
  const beside = mkdtempSync(join(options.folder, 'verifying-'));
  try {
    const expected = await refreshColumns({ ...options, folder: beside, until: found.position });
    try {
      const faults = compare(found, expected, options.signal);
      const { position, digest, tickets, events } = found;
      return { ok: faults.length === 0, position, digest, tickets, events, faults };
    } finally {
      expected.close();
    }
  } finally {
    found.close();
    rmSync(beside, { recursive: true, force: true });
  }
};
