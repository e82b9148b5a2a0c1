/** The cases of the UCI log as the boards must see them, read straight from the CSV: nothing here comes from `packages`. */
import { followAll, readLog, type Log, type Row } from '../uci-oracle.ts';

export interface Move {
  readonly to: string;
  readonly atMs: number;
  readonly inferred: boolean;
  /** The place of its row in the case; -1 for an opening that no row shows. */
  readonly row: number;
}

interface Standing {
  readonly atMs: number;
  readonly priority: string;
  readonly team: string | null;
}

export interface OracleCase {
  readonly number: string;
  /** The opening first. */
  readonly moves: readonly Move[];
  readonly standings: readonly Standing[];
  /** The times of its rows in their order. */
  readonly rows: readonly number[];
  /** Its rows' times never run backwards. */
  readonly isOrdered: boolean;
  /** The team each resolution froze: as it was before the row that resolved it told anything new. */
  readonly resolvers: ReadonlyMap<Move, string | null>;
}

const standingsOf = (rows: readonly Row[], openedAtMs: number): readonly Standing[] => {
  const [first] = rows;
  const found: Standing[] = [{ atMs: openedAtMs, priority: first!.priority, team: null }];
  for (const { atMs, priority, team, means } of rows) {
    const last = found.at(-1)!;
    if (means !== 'quarantine' && (priority !== last.priority || team !== last.team))
      found.push({ atMs, priority, team });
  }
  return found;
};

/** The team a ticket had before row `index` told its own. */
const teamBefore = (rows: readonly Row[], index: number): string | null =>
  rows.slice(0, index).findLast(({ means }) => means !== 'quarantine')?.team ?? null;

export const oracleCases = (log: Log = readLog()): readonly OracleCase[] =>
  followAll(log).map(({ number, readings, steps }) => {
    const rows = readings.map(({ row }) => row);
    const moves = steps.map(({ to, atMs, inferred }, index) => ({
      to,
      atMs,
      inferred,
      row: index === 0 && inferred ? -1 : 0,
    }));
    const resolvers = new Map<Move, string | null>();
    // Which row took which moves: each transition one, each deviation two, and the opening none of them.
    let next = 1;
    for (const [index, { kind }] of readings.entries()) {
      const taken = kind === 'transition' ? 1 : kind === 'deviation' ? 2 : 0;
      for (const move of moves.slice(next, next + taken)) {
        move.row = index;
        if (move.to === 'resolved') resolvers.set(move, teamBefore(rows, index));
      }
      next += taken;
    }
    const times = rows.map(({ atMs }) => atMs);
    const isOrdered = times.every((atMs, index) => index === 0 || times[index - 1]! <= atMs);
    return { number, moves, rows: times, isOrdered, standings: standingsOf(rows, moves[0]!.atMs), resolvers };
  });

/** A case as far as it had happened. */
export interface Known {
  readonly one: OracleCase;
  readonly moves: readonly Move[];
  /** The time of each move, none before the one before it. */
  readonly clamped: readonly number[];
  /** The same for the clock, which takes every row to happen no earlier than the row before it. */
  readonly clock: readonly number[];
  /** Which episode each move belongs to. */
  readonly episodes: readonly number[];
  readonly state: string;
  readonly priority: string;
  readonly team: string | null;
}

export interface Wanted {
  readonly priorities?: readonly string[];
  readonly team?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
}

export const isOver = (state: string): boolean => state === 'resolved' || state === 'surveyed';

const knownOf = (one: OracleCase, atMs: number): Known | undefined => {
  const moves = one.moves.filter((move) => move.atMs <= atMs);
  if (one.moves[0]!.atMs > atMs) return undefined;
  const { priority, team } = one.standings.findLast((standing) => standing.atMs <= atMs)!;
  const clamped = moves.map((_, index) => Math.max(...moves.slice(0, index + 1).map((move) => move.atMs)));
  const clock = one.isOrdered
    ? clamped
    : moves.map((move) =>
        Math.max(
          move.atMs,
          one.moves[0]!.atMs,
          ...one.rows.slice(0, move.row + 1).filter((each) => each <= atMs),
        ),
      );
  let episode = 1;
  const episodes = moves.map(({ to }, index) => {
    if (index > 0 && isOver(moves[index - 1]!.to) && !isOver(to)) episode += 1;
    return episode;
  });
  return { one, moves, clamped, clock, episodes, state: moves.at(-1)!.to, priority, team };
};

/** The population as it stood. */
export const populationAt = (
  cases: readonly OracleCase[],
  atMs: number,
  { priorities, team, fromMs = -Infinity, toMs = Infinity }: Wanted = {},
): readonly Known[] =>
  cases
    .flatMap((one) => knownOf(one, atMs) ?? [])
    .filter(
      (known) =>
        (priorities?.includes(known.priority) ?? true) &&
        (team === undefined || known.team === team) &&
        known.moves[0]!.atMs >= fromMs &&
        known.moves[0]!.atMs < toMs,
    );
