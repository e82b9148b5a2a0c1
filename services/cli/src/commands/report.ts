import { writeFile } from 'node:fs/promises';
import { boardsVersion, reportPage } from '@caselog/boards';
import { toInstant } from '@caselog/env';
import type { SqliteStore } from '@caselog/event-store-sqlite';
import { UsageError } from '@caselog/process';
import { leafSourceOf, RightEdge } from '@caselog/tamper-evidence';
import { monthlySections, monthOf } from '../boards/monthly-report.ts';
import { withBoards } from '../boards/read.ts';
import { commonCommand, present, type AddCommand, type CommonOptions } from '../command.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface ReportOptions extends CommonOptions {
  readonly month: string;
  readonly out: string;
}

/** The root of the ledger's tree up to a position, which in this store is its size. */
const rootAt = async (store: SqliteStore, position: number): Promise<string> => {
  const source = leafSourceOf((after) => store.rawEvents({ after }), store.capabilities.gapFreePositions);
  const edge = new RightEdge();
  for await (const hashes of source.leafHashes(0, position)) for (const hash of hashes) edge.append(hash);
  return edge.root().toString('base64');
};

const run = async (options: ReportOptions, terminal: Terminal): Promise<void> => {
  const month = monthOf(options.month);
  if (!month) throw new UsageError(`${JSON.stringify(options.month)} is no month; write it as 2016-05`);
  const nowMs = terminal.env.now();
  if (month.fromMs > nowMs) throw new UsageError(`${month.name} has not begun yet`);
  await withBoards(options.home, terminal, async (source, store) => {
    const sections = await monthlySections(source, month, nowMs);
    const { position } = source;
    const root = await rootAt(store, position);
    const page = reportPage({
      title: `Support desk, ${month.name}`,
      sections,
      receipt: {
        position,
        root,
        boardsVersion,
        madeAt: toInstant(nowMs),
        command: `caselog report --month ${month.name} --out report.html`,
      },
    });
    await writeFile(options.out, page);
    const bytes = Buffer.byteLength(page);
    present(terminal, options, { out: options.out, bytes, position, root, boards: sections.length }, (made) =>
      table([
        ['written', made.out],
        ['bytes', made.bytes],
        ['position', made.position],
        ['root', made.root],
      ]),
    );
  });
};

/** `caselog report`: a month's figures as one page to send on. */
export const addReport: AddCommand = (program, terminal) =>
  commonCommand(program, 'report', 'write a month’s figures as one page that needs nothing else')
    .requiredOption('--month <month>', 'as 2016-05, in UTC')
    .requiredOption('--out <file>', 'where to write the page')
    .action((options: ReportOptions) => run(options, terminal));
