import { join } from 'node:path';
import {
  batchesOf,
  chartModel,
  conformanceOf,
  directlyFollows,
  footprintsOf,
  handoverOfWork,
  loopsOf,
  throughputOf,
  variantsOf,
} from '@caselog/discovery';
import { systemEnv } from '@caselog/env';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import { openPolicyBook } from '@caselog/helpdesk';
import type { BenchResult } from '../../../test/bench/result.ts';
import { uciHome } from '../../../test/support/uci-home.ts';
import { boards, CaseTable, drawBoard, fillTable, logOf, viewOf } from '../src/index.ts';

const runs = 7;
/** What a reader waits for without noticing, and what discovery of a log this size may take. */
const [boardMsMax, discoveryMsMax] = [500, 300];

const bestMs = (work: () => unknown): number => {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
};

const result = (name: string, ours: number, against: number, unit = 'ms'): BenchResult => ({
  name,
  ours,
  against,
  unit,
  ratio: against / ours,
  aim: 1,
});

/** Every board as of an instant in the middle of the UCI history, view and all, and every discovery over it, against stated limits. */
export const bench = async (): Promise<BenchResult[]> => {
  await using home = await uciHome();
  const env = systemEnv;
  const store = openSqliteStore({ path: join(home.path, 'ledger.sqlite'), env });
  const table = new CaseTable();
  try {
    await fillTable(table, { store, env, policies: await openPolicyBook({ store, env }) });
  } finally {
    await store.close();
  }
  const query = { asOfMs: Date.parse('2016-05-23T11:07:00Z'), by: 'occurredAt' } as const;
  const log = logOf(viewOf(table, query));
  const discoveries: Readonly<Record<string, () => unknown>> = {
    'directly-follows graph': () => footprintsOf(log, directlyFollows(log)),
    variants: () => variantsOf(log),
    throughput: () => throughputOf(log),
    'handover of work': () => handoverOfWork(log),
    batches: () => batchesOf(log),
    loops: () => loopsOf(log),
    conformance: () => conformanceOf(log, chartModel),
  };
  return [
    ...boards.map((board) =>
      result(
        `board ${board.id} of 24,918 tickets as of a past instant`,
        bestMs(() => drawBoard(board, viewOf(table, query))),
        boardMsMax,
      ),
    ),
    ...Object.entries(discoveries).map(([name, work]) =>
      result(`discovery: ${name} of 24,918 cases`, bestMs(work), discoveryMsMax),
    ),
  ];
};
