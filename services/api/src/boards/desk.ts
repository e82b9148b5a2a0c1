import {
  boardNamed,
  CaseTable,
  createFlowLayouts,
  drawBoard,
  fillTable,
  takeEvents,
  viewOf,
  type Board,
  type BoardQuery,
  type FlowLayout,
  type FlowDrawing,
} from '@caselog/boards';
import type { BoardId } from '@caselog/api-contract';
import type { ApiContext } from '../options.ts';
import { ProblemError } from '../problems/errors.ts';

/** A board, and how far the ledger had gone on when it was drawn. */
export interface DrawnBoard {
  readonly board: Board;
  readonly behind: number;
  readonly drawnAtMs: number;
}

/** The boards over tickets kept in memory, which follow the ledger. */
export interface BoardDesk {
  draw(id: BoardId, query: BoardQuery): Promise<DrawnBoard>;
  layout(drawing: FlowDrawing): Promise<FlowLayout>;
  /** Begins to read the ledger, if nobody has asked yet. */
  warm(): void;
}

/** Boards of past instants that are kept; each holds what its figures count. */
const keptMost = 24;
const catchUpMsMax = 5_000;
/** How long a reader waits while the ledger is read for the first time. */
const fillMsMax = 60_000;
const waitMsMost = 30_000;

/** Reads the ledger once, then follows it until the API closes; what fails is tried again. Never rejects. */
const keepUp = async (table: CaseTable, context: ApiContext, filled: () => void): Promise<void> => {
  const { store, book, env, log, events, closing } = context;
  const options = {
    store,
    env,
    policies: book,
    refreshPolicies: () => book.refresh(),
    onUnreadable: (stream: string, error: unknown) =>
      log.warn({ stream, err: error }, 'the boards leave a ticket out that cannot be read'),
    signal: closing,
  };
  for (let failures = 0; !closing.aborted; failures += 1) {
    try {
      await fillTable(table, options);
      filled();
      for await (const batch of events.follow({ after: table.position, signal: closing })) {
        await takeEvents(table, batch, options);
        failures = 0;
      }
    } catch (error) {
      if (!closing.aborted)
        log.warn({ err: error }, 'the boards do not follow the ledger; it is tried again');
    }
    const waitMs = Math.min(waitMsMost, 250 * 2 ** Math.min(failures, 7));
    if (!closing.aborted) await env.sleep(waitMs, closing).catch(() => undefined);
  }
};

/** Opens the boards. The ledger is read when they are first asked for, and followed from then on. */
export const openBoardDesk = (context: ApiContext): BoardDesk => {
  const { env, events, closing } = context;
  const table = new CaseTable();
  const layout = createFlowLayouts();
  const kept = new Map<string, Board>();
  let filled: Promise<void> | undefined;
  let isFilled = false;
  const start = (): Promise<void> =>
    (filled ??= new Promise((resolve) => {
      const done = () => {
        isFilled = true;
        resolve();
      };
      void keepUp(table, context, done).then(resolve);
    }));
  /** Waits, for a bounded time, until what the ledger holds now is counted. */
  const caughtUp = async (): Promise<number> => {
    await Promise.race([start(), env.sleep(fillMsMax, closing).catch(() => undefined)]);
    if (!isFilled)
      throw new ProblemError('not-visible-yet', {
        detail: 'the boards are still reading the ledger',
        position: table.position,
        retryAfterS: 5,
      });
    const head = await events.head();
    for (
      let waitedMs = 0;
      table.position < head && waitedMs < catchUpMsMax && !closing.aborted;
      waitedMs += 5
    )
      await env.sleep(5, closing).catch(() => undefined);
    return head;
  };
  return {
    layout,
    warm: () => void start(),
    async draw(id, query) {
      const head = await caughtUp();
      const key = JSON.stringify([id, query, table.position]);
      let board = kept.get(key);
      if (!board) {
        board = drawBoard(boardNamed(id)!, viewOf(table, query));
        kept.set(key, board);
        if (kept.size > keptMost) kept.delete(kept.keys().next().value!);
      }
      return { board, behind: Math.max(0, head - board.position), drawnAtMs: env.now() };
    },
  };
};
