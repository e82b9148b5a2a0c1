import { conditionNames, type ChartTables } from './chart-tables.ts';

/** Conditions that `detail` alone decides, in a history the chart has let happen. */
const byDetail: ReadonlySet<string> = new Set(['toTriaged', 'ofFirstResponse', 'ofFirstResponseBeforeReply']);

class NotLeanError extends Error {
  override readonly name = 'NotLeanError';
}

/**
 * The chart's moves for histories that it is known to have let happen, so that what a guard would refuse need not be asked: the
 * configuration that type `t` leads to from configuration `c` is `lean[(c * types + t) * 2 + v]`, -1 where no event of the type may
 * happen; `v` is 0 where the facts in `detail` are 0. Pure. Undefined for a chart in which a guard that reads more than `detail` chooses
 * between two moves: it is to be folded by `TicketFold`.
 */
export const leanMoves = ({ moves, nodes }: ChartTables): Int32Array | undefined => {
  const leadsTo = (node: number, isZero: boolean): number => {
    if (node === -1) return -1;
    const condition = nodes[node * 3]!;
    if (condition === -1) return nodes[node * 3 + 1]!;
    const [yes, no] = [leadsTo(nodes[node * 3 + 1]!, isZero), leadsTo(nodes[node * 3 + 2]!, isZero)];
    if (yes === no || no === -1) return yes;
    if (yes === -1) return no;
    if (!byDetail.has(conditionNames[condition]!)) throw new NotLeanError();
    return isZero ? yes : no;
  };
  try {
    return Int32Array.from({ length: moves.length * 2 }, (_, at) => leadsTo(moves[at >> 1]!, (at & 1) === 0));
  } catch (error) {
    if (error instanceof NotLeanError) return undefined;
    throw error;
  }
};
