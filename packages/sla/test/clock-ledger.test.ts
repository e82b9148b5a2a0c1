import { describe, expect, test } from 'vitest';
import { ClockHistoryError, clockLedger, explainInterval, explainSpan, inEnglish } from '../src/index.ts';
import { at, calendar, HOUR, MINUTE, read, wallCalendar } from './support/calendars.ts';
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
  resolved,
  targetsOf,
  terms,
} from './support/tickets.ts';

const ticket = facts(
  ['2026-11-03 15:00', opened(terms())],
  ['2026-11-03 16:00', dataRequested],
  ['2026-11-04 10:00', dataSupplied],
  ['2026-11-04 11:00', referred],
  ['2026-11-04 18:00', resolved],
);

describe('the intervals', () => {
  test('each have one owner, and name the events that opened and closed them', () => {
    const { intervals } = ledgerOf(ticket, '2026-11-05 10:00');
    expect(
      intervals.map((one) => [
        read(one.fromMs),
        one.owner,
        one.holder,
        one.openedBy,
        one.closedBy ?? one.endsWith,
      ]),
    ).toEqual([
      ['2026-11-03 15:00', 'desk', 'desk', 'e1', 'e2'],
      ['2026-11-03 16:00', 'requester', 'requester', 'e2', 'hours'],
      ['2026-11-03 17:00', 'closed-hours', 'requester', 'e2', 'hours'],
      ['2026-11-04 09:00', 'requester', 'requester', 'e2', 'e3'],
      ['2026-11-04 10:00', 'desk', 'desk', 'e3', 'e4'],
      ['2026-11-04 11:00', 'third-party', 'third-party', 'e4', 'hours'],
      ['2026-11-04 17:00', 'closed-hours', 'third-party', 'e4', 'e5'],
      ['2026-11-04 18:00', 'nobody', 'nobody', 'e5', 'now'],
    ]);
  });

  test('sum by owner and by holder', () => {
    expect(ledgerOf(ticket, '2026-11-05 10:00').summary).toEqual({
      elapsedMs: 43 * HOUR,
      deskMs: 2 * HOUR,
      requesterMs: 2 * HOUR,
      thirdPartyMs: 6 * HOUR,
      closedHoursMs: 17 * HOUR,
      nobodyMs: 16 * HOUR,
      held: { deskMs: 2 * HOUR, requesterMs: 18 * HOUR, thirdPartyMs: 7 * HOUR },
    });
  });

  test('follow the calendar that governs at the time', () => {
    const changed = facts(
      ['2026-11-03 15:00', opened(terms())],
      ['2026-11-03 20:00', { terms: { calendar: wallCalendar(), targets: [] } }],
    );
    expect(
      ledgerOf(changed, '2026-11-04 00:00').intervals.map(({ owner, fromMs }) => [owner, read(fromMs)]),
    ).toEqual([
      ['desk', '2026-11-03 15:00'],
      ['closed-hours', '2026-11-03 17:00'],
      ['desk', '2026-11-03 20:00'],
    ]);
  });

  test('are not cut by facts that move nothing', () => {
    const talk = facts(
      ['2026-11-03 10:00', opened(terms())],
      ['2026-11-03 11:00', replied],
      ['2026-11-03 12:00', {}],
    );
    expect(ledgerOf(talk, '2026-11-03 13:00').intervals).toHaveLength(1);
  });

  test('tell what was known at an earlier moment, when asked for that moment', () => {
    expect(ledgerOf(ticket, '2026-11-04 10:30').summary).toEqual(
      ledgerOf(ticket.slice(0, 3), '2026-11-04 10:30').summary,
    );
    expect(clockLedger(ticket, at('2026-11-03 14:59'))).toBeUndefined();
  });

  test('take a fact that claims to precede the one before it as simultaneous, and say so', () => {
    const skewed = facts(
      ['2026-11-03 10:00', opened(terms())],
      ['2026-11-03 12:00', dataRequested],
      ['2026-11-03 11:00', dataSupplied],
    );
    const ledger = ledgerOf(skewed, '2026-11-03 13:00');
    expect(ledger.outOfOrder).toEqual(['e3']);
    expect(ledger.summary).toMatchObject({ deskMs: 3 * HOUR, requesterMs: 0 });
  });

  test.each([
    ['a first fact without terms', [{ eventId: 'e1', atMs: 0 }]],
    [
      'a first fact that leaves it to nobody',
      [{ eventId: 'e1', atMs: 0, holder: 'nobody' as const, terms: terms() }],
    ],
    ['a time that is none', [{ eventId: 'e1', atMs: Number.NaN, terms: terms() }]],
  ])('refuse %s', (_, events) => {
    expect(() => clockLedger(events, 1)).toThrow(ClockHistoryError);
  });
});

describe('a target', () => {
  const promise = terms(hours('resolution', 4));
  const afterEventAt = (when: string, until = when) =>
    targetsOf(facts(['2026-11-03 10:00', opened(promise)], [when, resolved]), until, 'resolution');

  test.each([
    [
      'just in time',
      '2026-11-03 13:59',
      { state: 'met', usedMs: 239 * MINUTE, end: { by: 'e2', how: 'fulfilled' } },
    ],
    [
      'at the instant it runs out: late',
      '2026-11-03 14:00',
      { state: 'missed', missedAtMs: at('2026-11-03 14:00') },
    ],
    [
      'late',
      '2026-11-04 10:00',
      { state: 'missed', missedAtMs: at('2026-11-03 14:00'), usedMs: 8 * HOUR, end: { by: 'e2' } },
    ],
  ])('is met or missed %s', (_, when, expected) => {
    expect(afterEventAt(when)).toMatchObject([expected]);
  });

  test('is due within one business day by default, whenever it was asked', () => {
    const due = ['2026-11-03 10:15', '2026-11-06 16:00', '2026-11-07 11:00'].map((when) => {
      const [target] = targetsOf(facts([when, opened(terms(oneDay))]), when, 'first-response');
      return target !== undefined && 'dueAtMs' in target ? read(target.dueAtMs) : 'none';
    });
    expect(due).toEqual(['2026-11-04 10:15', '2026-11-09 16:00', '2026-11-09 17:00']);
  });

  test('in wall time counts the nights in which the desk holds the ticket, and no others', () => {
    const wall = terms({ kind: 'resolution', within: { wallHours: 24 } });
    const events = facts(
      ['2026-11-03 16:00', opened(wall)],
      ['2026-11-04 10:00', dataRequested],
      ['2026-11-05 10:00', dataSupplied],
    );
    expect(targetsOf(events, '2026-11-05 10:00', 'resolution')).toMatchObject([
      { state: 'running', clock: 'wall', usedMs: 18 * HOUR, dueAtMs: at('2026-11-05 16:00') },
    ]);
    expect(targetsOf(events, '2026-11-05 20:00', 'resolution')).toMatchObject([
      { state: 'missed', missedAtMs: at('2026-11-05 16:00') },
    ]);
  });

  test('that new terms make too short is missed when the time of the desk next runs', () => {
    const change = { terms: terms(hours('resolution', 1)) };
    const start = ['2026-11-03 10:00', opened(promise)] as const;
    const working = facts(start, ['2026-11-03 12:00', change]);
    const waiting = facts(
      start,
      ['2026-11-03 12:00', dataRequested],
      ['2026-11-03 13:00', change],
      ['2026-11-03 20:00', dataSupplied],
    );
    expect(targetsOf(working, '2026-11-03 12:00', 'resolution')).toMatchObject([
      { state: 'missed', missedAtMs: at('2026-11-03 12:00') },
    ]);
    expect(targetsOf(waiting, '2026-11-04 08:00', 'resolution')).toMatchObject([
      { state: 'paused', owner: 'closed-hours', remainingMs: 0, dueAtMs: at('2026-11-04 09:00') },
    ]);
    expect(targetsOf(waiting, '2026-11-04 09:00', 'resolution')).toMatchObject([
      { state: 'missed', missedAtMs: at('2026-11-04 09:00') },
    ]);
  });

  test('that new terms no longer promise is cancelled, and goes on when they promise it again', () => {
    const events = facts(
      ['2026-11-03 10:00', opened(promise)],
      ['2026-11-03 11:00', { terms: terms() }],
      ['2026-11-03 12:00', { terms: promise }],
    );
    expect(targetsOf(events.slice(0, 2), '2026-11-03 12:00', 'resolution')).toMatchObject([
      { state: 'cancelled', end: { by: 'e2' } },
    ]);
    expect(targetsOf(events, '2026-11-03 12:00', 'resolution')).toMatchObject([
      { state: 'running', usedMs: 2 * HOUR },
    ]);
  });

  test('that no terms ever promised is not listed', () => {
    expect(ledgerOf(ticket, '2026-11-05 10:00').targets).toEqual([]);
  });

  test('knows the moment of its warning before and after it, and forgets none', () => {
    const events = facts(
      ['2026-11-03 10:00', opened(terms(hours('resolution', 4, 0.75)))],
      ['2026-11-03 13:30', dataRequested],
    );
    const warnings = ['2026-11-03 11:00', '2026-11-03 13:15', '2026-11-03 15:00'].map(
      (until) => targetsOf(events, until, 'resolution')[0]?.warnAtMs,
    );
    expect(warnings.map((ms) => read(ms))).toEqual(Array.from({ length: 3 }, () => '2026-11-03 13:00'));
  });

  test('has no warning to tell while another holds the ticket', () => {
    const events = facts(
      ['2026-11-03 10:00', opened(terms(hours('resolution', 4, 0.75)))],
      ['2026-11-03 11:00', dataRequested],
    );
    expect(targetsOf(events, '2026-11-03 12:00', 'resolution')[0]?.warnAtMs).toBeUndefined();
  });

  test('is owed afresh when the ticket was resolved and reopened with nothing ever sent', () => {
    const events = facts(
      ['2026-11-03 10:00', opened(terms(oneDay))],
      ['2026-11-03 11:00', resolved],
      ['2026-11-20 10:00', reopened],
    );
    expect(targetsOf(events, '2026-11-20 10:00', 'first-response')).toMatchObject([
      { episode: 1, state: 'cancelled' },
      { episode: 2, state: 'running', dueAtMs: at('2026-11-23 10:00') },
    ]);
  });

  test('counts the day of the calendar that governs now, from the moment it began', () => {
    const sydney = { calendar: calendar({ zone: 'Australia/Sydney' }), targets: [oneDay] };
    const events = facts(
      ['2026-11-03 10:00', opened(terms(oneDay))],
      ['2026-11-03 11:00', { terms: sydney }],
    );
    // Ten in Berlin is after hours in Sydney: one business day is the whole of its next one, of which an hour is used.
    expect(targetsOf(events, '2026-11-03 11:00', 'first-response')).toMatchObject([
      { budgetMs: 8 * HOUR, remainingMs: 7 * HOUR },
    ]);
  });
});

describe('an explanation', () => {
  const reader = { zone: 'Europe/Berlin', nowMs: at('2026-11-09 12:00') };

  test('reads as its requester would say it', () => {
    const waiting = facts(['2026-11-04 09:30', opened(terms())], ['2026-11-04 10:42', dataRequested]);
    const last = ledgerOf(waiting, '2026-11-09 12:00').intervals.at(-1);
    expect(last && inEnglish(explainInterval(last), reader)).toBe(
      'Waiting for you since 4 Nov 10:42, because we asked for the log files',
    );
  });

  test('tells the whole story, with the hours', () => {
    const lines = ledgerOf(ticket, '2026-11-05 10:00').intervals.map((one) =>
      inEnglish(explainInterval(one), reader),
    );
    expect(lines).toEqual([
      'In our queue from 3 Nov 15:00 to 16:00',
      'We waited for you from 3 Nov 16:00 to 17:00, because we asked for the log files',
      'Our desk was closed from 3 Nov 17:00 to 4 Nov 09:00, while we waited for you',
      'We waited for you from 4 Nov 09:00 to 10:00, because we asked for the log files',
      'With our support desk from 4 Nov 10:00 to 11:00',
      'With a support partner from 4 Nov 11:00 to 17:00, because it needs their help',
      'Our desk was closed from 4 Nov 17:00 to 18:00, and a support partner had your request',
      'Resolved since 4 Nov 18:00',
    ]);
  });

  test('tells the shorter story without them', () => {
    const lines = ledgerOf(ticket, '2026-11-04 13:00').spans.map((one) =>
      inEnglish(explainSpan(one), reader),
    );
    expect(lines).toEqual([
      'In our queue from 3 Nov 15:00 to 16:00',
      'We waited for you from 3 Nov 16:00 to 4 Nov 10:00, because we asked for the log files',
      'With our support desk from 4 Nov 10:00 to 11:00',
      'With a support partner since 4 Nov 11:00, because it needs their help',
    ]);
  });

  test.each([
    [
      { key: 'data-requested', params: { items: ['log-files', 'message-headers'] } },
      ', because we asked for the log files and the message headers',
    ],
    [{ key: 'data-requested' }, ', because we asked for further details'],
    [{ key: 'data-requested', params: { items: ['x', 'y'] } }, ', because we asked for further details'],
    [{ key: 'unheard-of' }, ''],
    [undefined, ''],
  ])('gives the reason %o', (because, words) => {
    const explanation = { key: 'requester', holder: 'requester', state: 'awaiting-data', because } as const;
    const times = { fromMs: at('2025-12-31 10:42'), sinceMs: at('2025-12-31 10:42'), toMs: undefined };
    expect(inEnglish({ ...explanation, ...times }, reader)).toBe(
      `Waiting for you since 31 Dec 2025 10:42${words}`,
    );
  });
});
