import { describe, expect, it } from 'vitest';
import { edges } from '@caselog/ticket';
import { chartModel, conformanceOf, EventLogBuilder } from '../src/index.ts';

const held = (...cases: readonly string[]) => {
  const builder = new EventLogBuilder();
  for (const [index, text] of cases.entries())
    builder.add(
      `${index}`,
      text.split(' ').map((activity, atMs) => ({ activity, atMs })),
    );
  return conformanceOf(builder.build(), chartModel);
};

describe('conformance to the statechart', () => {
  it('takes every edge of the chart and no other', () => {
    const known = new Set(edges().map(({ from, to }) => `${from} ${to}`));
    const states = ['opened', 'triaged', 'escalated', 'third-party', 'resolved', 'surveyed'];
    for (const from of states)
      for (const to of states) {
        if (from === to || (to === 'opened' && from !== 'opened')) continue;
        const way = {
          opened: '',
          triaged: 'triaged ',
          escalated: 'escalated ',
          'third-party': 'third-party ',
          resolved: 'resolved ',
          surveyed: 'resolved surveyed ',
        }[from]!;
        const { deviations } = held(`opened ${way}${to}`);
        expect([from, to, deviations.length === 0]).toEqual([from, to, known.has(`${from} ${to}`)]);
      }
  });

  it('finds nothing to say of a case that goes by the chart, and telling a state again is no step', () => {
    expect(held('opened opened triaged triaged awaiting-data triaged resolved surveyed')).toEqual({
      cases: 1,
      fittingCases: 1,
      moves: 5,
      conformingMoves: 5,
      fitness: 1,
      deviations: [],
    });
  });

  it('returns from a wait to where the answer was asked from, and to opened from nowhere else', () => {
    expect(held('opened awaiting-data opened resolved').deviations).toEqual([]);
    expect(held('opened triaged awaiting-data opened resolved').deviations).toMatchObject([
      { kind: 'impossible', from: 'awaiting-data', to: 'opened', missing: [], count: 1, cases: [0] },
    ]);
  });

  it('names the steps that are missing where a case jumps', () => {
    const { deviations, moves, conformingMoves } = held(
      'opened surveyed',
      'opened triaged surveyed',
      'opened surveyed',
    );
    expect(deviations).toEqual([
      { kind: 'skipped', from: 'opened', to: 'surveyed', missing: ['resolved'], count: 2, cases: [0, 2] },
      { kind: 'skipped', from: 'triaged', to: 'surveyed', missing: ['resolved'], count: 1, cases: [1] },
    ]);
    expect({ moves, conformingMoves }).toEqual({ moves: 4, conformingMoves: 1 });
  });

  it('counts a case that begins in the middle, and goes on from there', () => {
    const { deviations, fitness, fittingCases } = held('triaged resolved surveyed');
    expect(deviations).toMatchObject([{ kind: 'no-beginning', to: 'triaged', missing: ['opened'] }]);
    // One missing step; three activities, and the shortest way through the chart has two steps.
    expect({ fitness, fittingCases }).toEqual({ fitness: 1 - 1 / 5, fittingCases: 0 });
  });

  it('fits perfectly where there is nothing to fit', () => {
    expect(held().fitness).toBe(1);
  });
});
