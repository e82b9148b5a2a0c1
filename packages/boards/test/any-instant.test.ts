import { aHistory } from '@caselog/ticket/testing';
import type { Target } from '@caselog/sla';
import { ticketClock } from '@caselog/ticket-clock';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boards, caseOf, CaseTable, drawBoard, viewOf } from '../src/index.ts';
import { targetsOf, timesOf } from '../src/view/clock.ts';
import { policies as reference, recordedHistory } from './support/desk.ts';

// Any version is the one there is: a change of priority still changes the terms.
const policies = {
  policyOf: () => reference.currentPolicy(),
  currentPolicy: () => reference.currentPolicy(),
};
const standing = ({ state }: Target) => (state === 'paused' ? 'running' : state);

it('reads any instant of any history as the clock itself does, from what was worked out once', () => {
  const seconds = fc.integer({ min: 0, max: 400 * 86_400 });
  fc.assert(
    fc.property(aHistory(30), seconds, (events, after) => {
      const history = recordedHistory(events);
      const atMs = Date.UTC(2026, 0, 1) + after * 1_000;
      const clock = ticketClock(history, policies, atMs);
      if (!clock) return;
      const one = caseOf(history, policies);
      for (const by of ['occurredAt', 'recordedAt'] as const) {
        const query = { asOfMs: atMs, by };
        const sum = (part: 'deskMs' | 'requesterMs' | 'thirdPartyMs' | 'closedHoursMs' | 'nobodyMs') =>
          timesOf(one, query).reduce((total, time) => total + time[part], 0);
        const { deskMs, requesterMs, thirdPartyMs, closedHoursMs, nobodyMs } = clock.ledger.summary;
        expect([
          sum('deskMs'),
          sum('requesterMs'),
          sum('thirdPartyMs'),
          sum('closedHoursMs'),
          sum('nobodyMs'),
        ]).toEqual([deskMs, requesterMs, thirdPartyMs, closedHoursMs, nobodyMs]);
        expect(targetsOf(one, query)).toEqual(
          clock.ledger.targets.map((target) => ({
            kind: target.kind,
            episode: target.episode,
            standing: standing(target),
          })),
        );
      }
    }),
  );
});

it('draws boards of events alone the same at any instant behind the last thing that happened', () => {
  const later = fc.integer({ min: 0, max: 900 * 86_400_000 });
  fc.assert(
    fc.property(aHistory(30), later, fc.constantFrom('occurredAt', 'recordedAt'), (events, afterMs, by) => {
      const history = recordedHistory(events);
      const table = new CaseTable();
      table.put(history[0]!.stream, caseOf(history, policies));
      const figures = (asOfMs: number) =>
        boards
          .filter(({ isOfEventsAlone }) => isOfEventsAlone)
          .map((board) => {
            const { tables, drawing } = drawBoard(board, viewOf(table, { asOfMs, by }));
            const cells = tables.map(({ rows }) =>
              rows.map((row) => row.cells.map(({ value, tickets }) => [value, tickets])),
            );
            return [board.id, cells, drawing];
          });
      expect(figures(table.latestMs + afterMs)).toEqual(figures(table.latestMs));
    }),
  );
});
