import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chart, edges, edgeTable, mermaid, shortestPath, type Lifecycle } from '../src/index.ts';

/** The domain's table, as the policy states it. `opened` is reached from awaiting-data by history alone. */
const domainTable: Readonly<Record<Lifecycle, readonly Lifecycle[]>> = {
  opened: ['triaged', 'awaiting-data', 'escalated', 'third-party', 'resolved'],
  triaged: ['awaiting-data', 'escalated', 'third-party', 'resolved'],
  'awaiting-data': ['opened', 'triaged', 'escalated', 'third-party', 'resolved'],
  escalated: ['triaged', 'awaiting-data', 'third-party', 'resolved'],
  'third-party': ['triaged', 'awaiting-data', 'escalated', 'resolved'],
  resolved: ['triaged', 'escalated', 'surveyed'],
  surveyed: ['triaged', 'escalated'],
};

const standingIn = (lifecycle: Lifecycle, returnsTo?: Lifecycle) => {
  const found = chart.configurations.find(
    (at) => at.lifecycle === lifecycle && (returnsTo === undefined || at.returnsTo === returnsTo),
  );
  if (!found) throw new Error(`no configuration is ${lifecycle}`);
  return found;
};

describe('The lifecycle', () => {
  it.each(Object.entries(domainTable))(
    'leads from %s to exactly the states of the domain’s table',
    (from, to) => {
      const drawn = edges().filter((edge) => edge.from === from);
      expect(drawn.map((edge) => edge.to)).toEqual(to);
    },
  );

  it('returns from awaiting-data to opened only where it was asked from there', () => {
    expect(shortestPath(standingIn('awaiting-data', 'opened'), 'opened')).toEqual(['opened']);
    expect(shortestPath(standingIn('awaiting-data', 'triaged'), 'opened')).toBeUndefined();
  });

  it('infers the shortest path, ties going to the edge declared first', () => {
    expect(shortestPath(standingIn('opened'), 'surveyed')).toEqual(['resolved', 'surveyed']);
    expect(shortestPath(standingIn('resolved'), 'awaiting-data')).toEqual(['triaged', 'awaiting-data']);
    expect(shortestPath(standingIn('triaged'), 'opened')).toBeUndefined();
  });

  it('is drawn in the README as the chart has it', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    expect(readme).toContain(mermaid());
    expect(readme).toContain(edgeTable());
  });
});
