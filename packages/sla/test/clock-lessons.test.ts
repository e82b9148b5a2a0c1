import { describe, expect, test } from 'vitest';
import { at, calendar, HOUR, MINUTE, read } from './support/calendars.ts';
import {
  dataRequested,
  dataSupplied,
  facts,
  hours,
  ledgerOf,
  oneDay,
  opened,
  referred,
  reopened,
  replied,
  requesterReplied,
  resolved,
  targetsOf,
  terms,
  triaged,
} from './support/tickets.ts';

// 2026-11-02 is a Monday; the desk is open from nine to five in Berlin.
describe('what went wrong elsewhere', () => {
  test('waiting across non-working time is not counted as waiting (frappe/helpdesk PR 2449, erpnext PR 49414, glpi 10594)', () => {
    const weekend = facts(
      ['2026-11-06 15:00', opened(terms(hours('resolution', 4)))],
      ['2026-11-06 16:00', dataRequested],
      ['2026-11-09 10:00', dataSupplied],
    );
    const { summary } = ledgerOf(weekend, '2026-11-09 11:00');
    expect(summary).toMatchObject({ requesterMs: 2 * HOUR, deskMs: 2 * HOUR, closedHoursMs: 64 * HOUR });
    expect(targetsOf(weekend, '2026-11-09 11:00', 'resolution')).toMatchObject([
      { state: 'running', usedMs: 2 * HOUR, dueAtMs: at('2026-11-09 13:00') },
    ]);
  });

  test.each([
    ['priority', terms(hours('resolution', 4))],
    ['policy', { ...terms(hours('resolution', 4)), calendar: calendar({ zone: 'Europe/London' }) }],
  ])('a pause outlives a change of %s (glpi 6902, 15605)', (_, changed) => {
    const ticket = facts(
      ['2026-11-03 11:00', opened(terms(hours('resolution', 8)))],
      ['2026-11-03 12:00', dataRequested],
      ['2026-11-03 13:00', { terms: changed }],
    );
    expect(targetsOf(ticket, '2026-11-05 12:00', 'resolution')).toMatchObject([
      { state: 'paused', owner: 'requester', usedMs: HOUR, remainingMs: 3 * HOUR, dueAtMs: undefined },
    ]);
    expect(
      targetsOf([...ticket, ...facts(['2026-11-05 12:00', dataSupplied])], '2026-11-05 12:00', 'resolution'),
    ).toMatchObject([{ state: 'running', usedMs: HOUR, dueAtMs: at('2026-11-05 15:00') }]);
  });

  test('nothing is missed while waiting on the requester or a third party (glpi 24481)', () => {
    for (const wait of [dataRequested, referred]) {
      const ticket = facts(
        ['2026-11-03 11:00', opened(terms(hours('resolution', 1)))],
        ['2026-11-03 11:59', wait],
      );
      expect(targetsOf(ticket, '2027-11-03 12:00', 'resolution')).toMatchObject([
        { state: 'paused', remainingMs: MINUTE },
      ]);
    }
  });

  test('the time between a resolution and a reopening belongs to nobody (glpi 23359)', () => {
    const ticket = facts(
      ['2026-11-02 09:00', opened(terms())],
      ['2026-11-02 10:00', resolved],
      ['2026-11-04 10:00', reopened],
      ['2026-11-04 12:00', resolved],
    );
    const { summary, episodes } = ledgerOf(ticket, '2026-11-04 15:00');
    expect(summary).toMatchObject({
      deskMs: 3 * HOUR,
      requesterMs: 0,
      closedHoursMs: 0,
      nobodyMs: 51 * HOUR,
    });
    expect(episodes.map(({ summary: own }) => own.elapsedMs)).toEqual([HOUR, 2 * HOUR]);
  });

  test('no clock runs after a resolution (chatwoot 10178)', () => {
    const ticket = facts(
      ['2026-11-02 09:00', opened(terms(oneDay, hours('resolution', 8)))],
      ['2026-11-02 10:00', resolved],
    );
    const [soon, late] = ['2026-11-02 10:00', '2027-11-02 10:00'].map((until) => ledgerOf(ticket, until));
    expect(late?.targets).toEqual(soon?.targets);
    expect(late?.summary).toMatchObject({ deskMs: HOUR, closedHoursMs: 0 });
    expect(late?.intervals.at(-1)).toMatchObject({ owner: 'nobody', fromMs: at('2026-11-02 10:00') });
  });

  test('business hours are business hours (chatwoot PR 13392)', () => {
    const ticket = facts(['2026-11-06 16:00', opened(terms(hours('first-response', 2)))]);
    expect(targetsOf(ticket, '2026-11-06 16:00', 'first-response')).toMatchObject([
      { dueAtMs: at('2026-11-09 10:00') },
    ]);
    expect(targetsOf(ticket, '2026-11-08 12:00', 'first-response')).toMatchObject([
      { state: 'paused', owner: 'closed-hours', remainingMs: HOUR, dueAtMs: at('2026-11-09 10:00') },
    ]);
  });

  test('a warning is due inside the hours of the desk, never at midnight by accident (glpi PR 22678)', () => {
    const ticket = facts(['2026-11-06 16:00', opened(terms(hours('resolution', 10, 0.8)))]);
    const [target] = targetsOf(ticket, '2026-11-06 16:00', 'resolution');
    expect(read(target?.warnAtMs)).toBe('2026-11-09 16:00');
  });

  test('a reply and a wait in one step meet the first response (zammad 3551)', () => {
    const together = facts(
      ['2026-11-02 09:00', opened(terms(oneDay))],
      ['2026-11-02 10:00', { ...dataRequested, ...replied }],
    );
    const sameMoment = facts(
      ['2026-11-02 09:00', opened(terms(oneDay))],
      ['2026-11-02 10:00', dataRequested],
      ['2026-11-02 10:00', replied],
    );
    for (const ticket of [together, sameMoment])
      expect(targetsOf(ticket, '2026-11-30 12:00', 'first-response')).toMatchObject([
        { state: 'met', usedMs: HOUR, end: { atMs: at('2026-11-02 10:00') } },
      ]);
  });

  test("the requester's reply starts the next response, and a second one does not start it anew (zammad 1322)", () => {
    const ticket = facts(
      ['2026-11-02 09:00', opened(terms(oneDay, hours('next-response', 4)))],
      ['2026-11-02 10:00', replied],
      ['2026-11-02 11:00', requesterReplied],
      ['2026-11-02 12:00', requesterReplied],
      ['2026-11-02 13:00', replied],
      ['2026-11-02 14:00', requesterReplied],
    );
    expect(targetsOf(ticket, '2026-11-02 14:30', 'next-response')).toMatchObject([
      { state: 'met', startedBy: 'e3', usedMs: 2 * HOUR, end: { by: 'e5' } },
      { state: 'running', startedBy: 'e6', dueAtMs: at('2026-11-03 10:00') },
    ]);
  });

  test('no target overrides another (zammad 5177)', () => {
    const ticket = facts(
      [
        '2026-11-02 09:00',
        opened(terms(hours('first-response', 1), hours('next-response', 8), hours('resolution', 40))),
      ],
      ['2026-11-02 09:30', requesterReplied],
    );
    const { targets } = ledgerOf(ticket, '2026-11-02 12:00');
    expect(targets).toMatchObject([
      { kind: 'first-response', state: 'missed', missedAtMs: at('2026-11-02 10:00') },
      { kind: 'resolution', state: 'running' },
    ]);
  });

  test('a first response needs a reply that was sent: a change of state is none (Frappe)', () => {
    const ticket = facts(
      ['2026-11-02 09:00', opened(terms(hours('first-response', 4)))],
      ['2026-11-02 09:05', triaged],
      ['2026-11-02 10:00', resolved],
    );
    expect(targetsOf(ticket, '2026-11-02 16:00', 'first-response')).toMatchObject([
      { state: 'cancelled', end: { by: 'e3', how: 'cancelled' } },
    ]);
  });

  test('new terms, or none, do not change what has been met or missed (JSM, Libredesk, zammad)', () => {
    const before = facts(
      ['2026-11-02 09:00', opened(terms(hours('first-response', 2), hours('resolution', 3)))],
      ['2026-11-02 10:00', replied],
      ['2026-11-02 14:00', triaged],
    );
    const readings = [terms(hours('first-response', 0.5), hours('resolution', 100)), terms()].map(
      (changed) =>
        ledgerOf([...before, ...facts(['2026-11-02 15:00', { terms: changed }])], '2026-11-02 16:00').targets,
    );
    for (const targets of readings)
      expect(targets).toMatchObject([
        { kind: 'first-response', state: 'met', budgetMs: 2 * HOUR },
        { kind: 'resolution', state: 'missed', missedAtMs: at('2026-11-02 12:00') },
      ]);
  });

  test('reopening an old ticket starts a fresh budget (Plain)', () => {
    const ticket = facts(
      ['2026-03-02 09:00', opened(terms(oneDay, hours('next-response', 4), hours('resolution', 8)))],
      ['2026-03-02 10:00', replied],
      ['2026-03-02 16:00', resolved],
      ['2026-11-02 09:00', reopened],
    );
    expect(ledgerOf(ticket, '2026-11-02 10:00').targets).toMatchObject([
      { kind: 'first-response', state: 'met' },
      { kind: 'resolution', episode: 1, state: 'met', usedMs: 7 * HOUR },
      { kind: 'next-response', episode: 2, state: 'running', usedMs: HOUR },
      { kind: 'resolution', episode: 2, state: 'running', usedMs: HOUR, dueAtMs: at('2026-11-02 17:00') },
    ]);
  });
});
