import { boardIds, type BoardId, type BoardTicketsQuery } from '@caselog/api-contract';
import { z } from 'zod';

const instant = z.iso.datetime().optional().catch(undefined);
const word = z.string().min(1).max(128).optional().catch(undefined);
const share = z.number().min(0).max(1).optional().catch(undefined);
const priority = z.enum(['P1', 'P2', 'P3', 'P4']);

/** What the boards show, as their address says it. What cannot be understood is left out: an old link still opens. */
export const boardSearchSchema = z.object({
  board: z.enum(boardIds).optional().catch(undefined),
  asOf: instant,
  by: z.enum(['recordedAt']).optional().catch(undefined),
  from: instant,
  to: instant,
  priority: z.array(priority).min(1).optional().catch(undefined),
  customer: word,
  team: word,
  /** How far the flow map's sliders stand. */
  activities: share,
  paths: share,
  /** The figure whose tickets are shown. */
  figure: z.string().max(2_000).optional().catch(undefined),
});
export type BoardSearch = z.output<typeof boardSearchSchema>;

/** The population and the instant an address asks for, as the server takes them. Pure. */
export const populationOf = ({ asOf, by, from, to, priority: priorities, customer, team }: BoardSearch) => ({
  ...(asOf !== undefined && { asOf }),
  ...(by !== undefined && { by }),
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
  ...(priorities !== undefined && { priority: priorities.join(',') }),
  ...(customer !== undefined && { customer }),
  ...(team !== undefined && { team }),
});

/** Whether only some tickets are counted. Pure. */
export const isLimited = ({ from, to, priority: priorities, customer, team }: BoardSearch): boolean =>
  [from, to, priorities, customer, team].some((value) => value !== undefined);

/** The same address without the figure that was chosen: another population has other tickets behind it. Pure. */
export const withoutFigure = (search: BoardSearch): BoardSearch => ({ ...search, figure: undefined });

/** The board an address shows. Pure. */
export const boardOf = ({ board }: BoardSearch): BoardId => board ?? 'backlog';

export type Priority = NonNullable<BoardTicketsQuery['priority']>[number];
