import {
  boardNamed,
  choicesOf,
  CaseTable,
  createFlowLayouts,
  drawBoard,
  fillTable,
  redated,
  viewOf,
  type Board,
  type BoardQuery,
  type Choices,
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

/** The boards over tickets kept in memory. */
export interface BoardDesk {
  draw(id: BoardId, query: BoardQuery): Promise<DrawnBoard>;
  layout(drawing: FlowDrawing): Promise<FlowLayout>;
  /** What there is to narrow a population to. */
  choices(): Promise<Choices>;
  /** Begins to read the ledger, if nobody has asked yet, and lays the map out. */
  warm(): void;
}

/** Boards of past instants that are kept; each holds what its figures count. */
const keptMost = 24;
/** How long a reader waits while the ledger is read for the first time. */
const fillMsMax = 60_000;

/**
 * Brings the table up to the end of the ledger, one reading after the other. Nothing is read while nobody looks: an event costs the API
 * nothing until somebody asks for a board.
 */
const createCatchUp = (table: CaseTable, context: ApiContext): (() => Promise<void>) => {
  const { store, book, env, log, closing } = context;
  let busy: Promise<void> = Promise.resolve();
  return () => {
    const next = busy.then(() =>
      fillTable(table, {
        store,
        env,
        policies: book,
        refreshPolicies: () => book.refresh(),
        onUnreadable: (stream, error) =>
          log.warn({ stream, err: error }, 'the boards leave a ticket out that cannot be read'),
        signal: closing,
      }),
    );
    busy = next.catch(() => undefined);
    return next;
  };
};

/** Whether the work is done in time; what it throws is thrown. */
const isDoneInTime = async (work: Promise<void>, { env, closing }: ApiContext): Promise<boolean> => {
  const over = new AbortController();
  const signal = AbortSignal.any([closing, over.signal]);
  const late = env.sleep(fillMsMax, signal).then(
    () => false,
    () => false,
  );
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    over.abort();
  }
};

/** Opens the boards. The ledger is read when they are first asked for; what came since, whenever they are asked again. */
export const openBoardDesk = (context: ApiContext): BoardDesk => {
  const { env, events, log, closing } = context;
  const table = new CaseTable();
  const catchUp = createCatchUp(table, context);
  const kept = new Map<string, Board>();
  const boardOf = (id: BoardId, query: BoardQuery): Board => {
    const definition = boardNamed(id)!;
    // Behind the last event such a board is the same at any instant: it is drawn once for all of them.
    const isSettled = definition.isOfEventsAlone && query.asOfMs >= table.latestMs;
    const key = JSON.stringify([id, isSettled ? { ...query, asOfMs: 'settled' } : query, table.position]);
    const known = kept.get(key);
    if (known) return isSettled ? redated(known, query) : known;
    const board = drawBoard(definition, viewOf(table, query));
    // Where nothing is counted a drawing may span the instant itself.
    if (isSettled && board.population.n === 0) return board;
    kept.set(key, board);
    if (kept.size > keptMost) kept.delete(kept.keys().next().value!);
    return board;
  };
  const layouts = createFlowLayouts();
  const caughtUp = async (): Promise<void> => {
    if (await isDoneInTime(catchUp(), context)) return;
    throw new ProblemError('not-visible-yet', {
      detail: 'the boards are still reading the ledger',
      position: table.position,
      retryAfterS: 5,
    });
  };
  return {
    layout: layouts,
    warm: () => {
      catchUp()
        // The map alone has to be laid out, and its engine to be loaded: nobody shall wait for that.
        .then(() =>
          layouts(boardOf('flow-map', { asOfMs: env.now(), by: 'occurredAt' }).drawing as FlowDrawing),
        )
        .catch((error: unknown) => {
          if (!closing.aborted) log.warn({ err: error }, 'the boards could not read the ledger yet');
        });
    },
    async choices() {
      await caughtUp();
      return choicesOf(table);
    },
    async draw(id, query) {
      const head = await events.head();
      await caughtUp();
      const board = boardOf(id, query);
      return { board, behind: Math.max(0, head - board.position), drawnAtMs: env.now() };
    },
  };
};
