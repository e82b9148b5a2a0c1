import type { CaseSource } from '../cases/case-table.ts';

/** What a population can be narrowed to: the values there are, those of most tickets first. */
export interface Choices {
  readonly teams: readonly string[];
  readonly customers: readonly string[];
}

/** More than anybody looks through; whoever wants another writes it. */
const listedMost = 500;

const mostFirst = (counts: ReadonlyMap<string, number>): readonly string[] =>
  [...counts]
    .toSorted(([a, ofA], [b, ofB]) => ofB - ofA || (a < b ? -1 : 1))
    .slice(0, listedMost)
    .map(([name]) => name);

/** The teams that ever had a ticket, and the customers that ever asked. Pure. */
export const choicesOf = ({ cases }: CaseSource): Choices => {
  const [teams, customers] = [new Map<string, number>(), new Map<string, number>()];
  const add = (counts: Map<string, number>, name: string): unknown =>
    counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const { standings, customerId } of cases) {
    for (const team of new Set(standings.map((standing) => standing.team)))
      if (team !== null) add(teams, team);
    if (customerId !== null) add(customers, customerId);
  }
  return { teams: mostFirst(teams), customers: mostFirst(customers) };
};
