import { routes, type BoardQueryParameters, type BoardResponse } from '@caselog/api-contract';
import {
  boards as catalogue,
  boardsVersion,
  csvOf,
  ticketsOf,
  type BoardQuery,
  type DottedDrawing,
  type FlowDrawing,
} from '@caselog/boards';
import { toInstant } from '@caselog/env';
import { openBoardDesk, type BoardDesk, type DrawnBoard } from '../boards/desk.ts';
import { boardView, dottedChartOf, flowMapOf, ticketRow } from '../boards/views.ts';
import type { ApiContext } from '../options.ts';
import { MalformedRequestError, ProblemError } from '../problems/errors.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { boards, board, boardTickets } = routes;
const rowsDefault = 50;
/** The boards read a ledger by themselves a while after the API listens, so that nobody waits for it. */
const warmAfterMs = 1_000;

type Population = Pick<
  BoardQueryParameters,
  'asOf' | 'by' | 'from' | 'to' | 'priority' | 'customer' | 'team'
>;

const inQuery = (pointer: string, message: string): MalformedRequestError =>
  new MalformedRequestError([{ in: 'query', pointer, message }]);

const msOf = (instant: string | undefined): number | undefined =>
  instant === undefined ? undefined : Date.parse(instant);

const queryOf = (asked: Population, nowMs: number): BoardQuery => {
  const asOfMs = msOf(asked.asOf) ?? nowMs;
  if (asOfMs > nowMs) throw inQuery('/asOf', 'must not lie ahead');
  const [fromMs, toMs] = [msOf(asked.from), msOf(asked.to)];
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs)
    throw inQuery('/to', 'must lie behind `from`');
  return {
    asOfMs,
    by: asked.by ?? 'occurredAt',
    fromMs,
    toMs,
    priorities: asked.priority,
    customer: asked.customer,
    team: asked.team,
  };
};

const drawingOf = async (
  desk: BoardDesk,
  { board: drawn }: DrawnBoard,
): Promise<BoardResponse['drawing']> => {
  if (drawn.drawing === undefined) return null;
  if (drawn.id === 'dotted-chart') return dottedChartOf(drawn.drawing as DottedDrawing);
  const drawing = drawn.drawing as FlowDrawing;
  return flowMapOf(await desk.layout(drawing), drawing);
};

const listRoute = (app: ApiServer, desk: BoardDesk): void => {
  app.route({
    method: boards.method,
    url: boards.url,
    config: guarded(boards),
    schema: {
      ...described('boards', boards),
      response: { 200: boards.response, ...problemResponses(boards.problems) },
    },
    handler: async (_, reply) => {
      const { teams, customers } = await desk.choices();
      return reply.send({
        boards: catalogue.map(({ id, title, shows }) => ({
          board: id as BoardResponse['board'],
          title,
          shows,
        })),
        version: boardsVersion,
        teams: [...teams],
        customers: [...customers],
      });
    },
  });
};

/** The CSV of a table of a board: written from the same object that is drawn. */
const csvOfTable = ({ board: drawn }: DrawnBoard, wanted: string | undefined) => {
  const table = wanted === undefined ? drawn.tables[0]! : drawn.tables.find(({ id }) => id === wanted);
  if (!table) throw inQuery('/table', `must be one of ${drawn.tables.map(({ id }) => id).join(', ')}`);
  const day = toInstant(drawn.query.asOfMs).slice(0, 10);
  return { text: csvOf(table), name: `${drawn.id}-${table.id}-${day}.csv` };
};

const boardRoute = (app: ApiServer, { env }: ApiContext, desk: BoardDesk): void => {
  app.route({
    method: board.method,
    url: board.url,
    config: guarded(board),
    schema: {
      ...described('board', board),
      params: board.params,
      querystring: board.querystring,
      response: { 200: board.response, ...problemResponses(board.problems) },
    },
    handler: async (request, reply) => {
      const { asOf, format, table } = request.query;
      const drawn = await desk.draw(request.params.board, queryOf(request.query, env.now()));
      if (format === 'csv') {
        const { text, name } = csvOfTable(drawn, table);
        // The reply's type is that of the JSON; a text is sent as it is.
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${name}"`)
          .serializer(String)
          .send(text as unknown as BoardResponse);
      }
      return reply.send(boardView(drawn, asOf === undefined, await drawingOf(desk, drawn)));
    },
  });
};

const ticketsRoute = (app: ApiServer, { env }: ApiContext, desk: BoardDesk): void => {
  app.route({
    method: boardTickets.method,
    url: boardTickets.url,
    config: guarded(boardTickets),
    schema: {
      ...described('boardTickets', boardTickets),
      params: boardTickets.params,
      querystring: boardTickets.querystring,
      response: { 200: boardTickets.response, ...problemResponses(boardTickets.problems) },
    },
    handler: async (request, reply) => {
      const { figure, limit = rowsDefault, after = 0 } = request.query;
      const { board: drawn } = await desk.draw(request.params.board, queryOf(request.query, env.now()));
      const behind = ticketsOf(drawn, figure);
      if (!behind) throw new ProblemError('no-such-entry', { detail: 'the board has no such figure' });
      const next = after + limit < behind.length ? after + limit : null;
      return reply.send({
        figure,
        total: behind.length,
        rows: behind.slice(after, after + limit).map(ticketRow),
        next,
        asOf: toInstant(drawn.query.asOfMs),
        position: drawn.position,
      });
    },
  });
};

/** `GET /boards`, `GET /boards/{board}`, `GET /boards/{board}/tickets`. */
export const boardRoutes = (app: ApiServer, context: ApiContext): void => {
  const desk = openBoardDesk(context);
  const { env, closing } = context;
  app.addHook('onListen', async () => {
    void env.sleep(warmAfterMs, closing).then(
      () => desk.warm(),
      () => undefined,
    );
  });
  listRoute(app, desk);
  boardRoute(app, context, desk);
  ticketsRoute(app, context, desk);
};
