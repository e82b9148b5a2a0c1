import { toInstant } from '@caselog/env';
import { chartVersion, ticketIdOf } from '@caselog/ticket';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MissingPseudonymKeyError } from '../src/index.ts';
import { heading, importedAt, log, openDesk, plainMapping, type Desk } from './support/desk.ts';

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

/** What became of the log: the events of each stream, and where inferred marks stand. */
const told = async (): Promise<readonly string[]> =>
  (await desk.events()).map(({ type, data, metadata }) => {
    const { inferred } = data as { inferred?: true };
    return `${metadata.occurredAt.slice(5, 16)} ${type}${inferred ? ' (inferred)' : ''}`;
  });

describe('a case of a log', () => {
  it('becomes a ticket that follows it', async () => {
    const counts = await desk.import(
      log(
        'A,0,2020-01-01 10:00,new,ann,desk,P3,mail',
        'A,1,2020-01-01 11:00,work,bob,desk,P3,mail',
        'A,2,2020-01-01 12:00,work,bob,desk,P2,mail',
        'A,3,2020-01-02 10:00,done,bob,desk,P2,sync',
        'A,4,2020-01-03 10:00,closed,bob,desk,P2,sync',
      ),
    );
    expect(await told()).toEqual([
      '01-01T10:00 TicketOpened',
      '01-01T10:00 TicketAssigned',
      '01-01T10:00 FactRecorded',
      '01-01T11:00 TicketTriaged',
      '01-01T11:00 TicketReassigned',
      '01-01T12:00 TicketReprioritised',
      '01-02T10:00 TicketResolved',
      '01-02T10:00 FactRecorded',
      '01-03T10:00 SurveyDeclined',
    ]);
    expect(counts).toEqual({
      rows: 5,
      tickets: 1,
      openings: 1,
      inferredOpenings: 0,
      transitions: 3,
      inferredTransitions: 0,
      deviatingRows: 0,
      facts: 1,
      nonconforming: 0,
      quarantined: 0,
      unparsable: 0,
      events: 9,
      appended: 9,
      seconds: 0,
    });
  });

  it('keeps both times, who acted, where it came from and its place in the log', async () => {
    await desk.import(log('A,7,2020-01-01 10:00,new,ann,desk,P3,mail'));
    const [opened] = await desk.events();
    expect(opened?.data).toMatchObject({
      source: { log: 'small-log', caseId: 'A' },
      subject: 'About mail',
      requesterId: 'unknown',
      priority: 'P3',
    });
    expect(opened?.metadata).toMatchObject({
      occurredAt: '2020-01-01T10:00:00.000Z',
      recordedAt: importedAt,
      actor: 'ann',
      logOrder: 7,
      chartVersion,
    });
  });

  it('gets an id that tells when it was opened', async () => {
    await desk.import(log('A,7,2020-01-01 10:00,new,ann,desk,P3,mail'));
    const id = ticketIdOf((await desk.events())[0]!.stream)!;
    expect(toInstant(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16))).toBe(
      '2020-01-01T10:00:00.000Z',
    );
  });

  it('is ordered by its order column, rows of one place as they stand in the file', async () => {
    await desk.import(
      log(
        'A,10,2020-01-01 13:00,wait,-,-,P3,mail',
        'A,2,2020-01-01 12:00,expert,-,-,P3,mail',
        'A,2,2020-01-01 12:00,work,-,-,P3,mail',
        'A,1,2020-01-01 14:00,new,-,-,P3,mail',
      ),
    );
    expect((await told()).filter((event) => !event.includes('Fact'))).toEqual([
      '01-01T14:00 TicketOpened',
      '01-01T12:00 TicketEscalated',
      '01-01T12:00 TicketTriaged',
      '01-01T13:00 DataRequested',
    ]);
  });

  it('that begins elsewhere gets an inferred opening, never later than its first row', async () => {
    const mapping = { ...plainMapping, opening: { subject: 'Any {topic}', time: 'opened' } };
    const withOpened = (...rows: readonly string[]) => `${[`${heading},opened`, ...rows].join('\n')}\n`;
    const counts = await desk.import(
      withOpened(
        'A,1,2020-01-01 12:00,work,-,-,P3,-,2020-01-01 09:00',
        'B,1,2020-01-01 12:00,work,-,-,P3,-,2020-01-01 15:00',
        'C,1,2020-01-01 12:00,work,-,-,P3,-,-',
      ),
      { mapping },
    );
    expect(counts).toMatchObject({ tickets: 3, openings: 0, inferredOpenings: 3, transitions: 3 });
    expect((await told()).filter((event) => event.includes('Opened'))).toEqual([
      '01-01T09:00 TicketOpened (inferred)',
      '01-01T12:00 TicketOpened (inferred)',
      '01-01T12:00 TicketOpened (inferred)',
    ]);
  });

  it('reaches a state the chart does not reach directly over inferred transitions', async () => {
    const counts = await desk.import(
      log('A,0,2020-01-01 10:00,new,-,-,P3,-', 'A,1,2020-01-01 11:00,closed,-,-,P3,-'),
    );
    expect(await told()).toEqual([
      '01-01T10:00 TicketOpened',
      '01-01T11:00 TicketResolved (inferred)',
      expect.stringContaining('Survey'),
    ]);
    expect(counts).toMatchObject({ transitions: 0, deviatingRows: 1, inferredTransitions: 2 });
  });

  it('keeps a row that no path reaches, whole, with the reason', async () => {
    const counts = await desk.import(
      log(
        'A,0,2020-01-01 10:00,new,-,-,P3,-',
        'A,1,2020-01-01 11:00,work,-,-,P3,-',
        'A,2,2020-01-01 12:00,new,-,-,P3,-',
      ),
    );
    expect((await desk.events()).at(-1)).toMatchObject({
      type: 'NonconformingFactRecorded',
      data: {
        row: { case: 'A', order: '2', time: '2020-01-01 12:00', activity: 'new', who: '-' },
        reason: 'no path of the statechart leads from triaged to opened',
      },
    });
    expect(counts).toMatchObject({ nonconforming: 1, transitions: 1, facts: 0 });
  });

  it('keeps a quarantined row, and is opened by inference when it begins with one', async () => {
    const counts = await desk.import(
      log('A,0,2020-01-01 10:00,broken,-,-,P3,-', 'A,1,2020-01-01 11:00,new,-,-,P3,-'),
    );
    expect(await told()).toEqual([
      '01-01T10:00 TicketOpened (inferred)',
      '01-01T10:00 NonconformingFactRecorded',
      '01-01T11:00 FactRecorded',
    ]);
    expect((await desk.events())[1]?.data).toMatchObject({ reason: 'the other system failed' });
    expect(counts).toMatchObject({ inferredOpenings: 1, quarantined: 1, nonconforming: 0, facts: 1 });
  });

  it('tells an attribute when it changes, and that it is gone', async () => {
    await desk.import(
      log(
        'A,0,2020-01-01 10:00,new,-,-,P3,mail',
        'A,1,2020-01-01 11:00,new,-,-,P3,mail',
        'A,2,2020-01-01 12:00,new,-,-,P3,-',
      ),
    );
    const facts = (await desk.events()).filter(({ type }) => type === 'FactRecorded');
    expect(facts.map(({ data }) => data)).toEqual([
      { attributes: { topic: 'mail' } },
      { attributes: {} },
      { attributes: { topic: '' } },
    ]);
  });

  it('takes an exact duplicate of a row as a fact that tells nothing', async () => {
    const row = 'A,0,2020-01-01 10:00,new,ann,desk,P3,mail';
    expect(await desk.import(log(row, row))).toMatchObject({ rows: 2, openings: 1, facts: 1 });
  });

  it('with an activity made of two columns is read by both', async () => {
    const mapping = {
      ...plainMapping,
      activity: { columns: ['activity', 'team'], separator: '+' },
      states: { 'open+desk': 'opened', open: 'triaged' },
    };
    await desk.import(log('A,0,2020-01-01 10:00,open,-,desk,P3,-', 'A,1,2020-01-01 11:00,open,-,-,P3,-'), {
      mapping,
    });
    expect((await told()).filter((event) => event.includes('Ticket'))).toEqual([
      '01-01T10:00 TicketOpened',
      '01-01T10:00 TicketAssigned',
      '01-01T11:00 TicketTriaged',
      '01-01T11:00 TicketReassigned',
    ]);
  });
});

describe('people of a log', () => {
  const mapping = { ...plainMapping, resource: { column: 'who' } };

  it('get pseudonyms under a key, the same for the same person', async () => {
    const pseudonymKey = new Uint8Array(32).fill(7);
    await desk.import(
      log('A,0,2020-01-01 10:00,new,Ann Lee,-,P3,-', 'B,0,2020-01-01 10:00,new,Ann Lee,-,P3,-'),
      {
        mapping,
        pseudonymKey,
      },
    );
    const actors = (await desk.events()).map(({ metadata }) => metadata.actor);
    expect(new Set(actors).size).toBe(1);
    expect(actors[0]).toMatch(/^p-[0-9a-f]{24}$/);
  });

  it('are not imported without a key', async () => {
    const importing = desk.import(log('A,0,2020-01-01 10:00,new,Ann Lee,-,P3,-'), { mapping });
    await expect(importing).rejects.toThrow(MissingPseudonymKeyError);
  });

  it('and teams whose names cannot be ids get ids that keep them apart', async () => {
    await desk.import(
      log(
        'A,0,2020-01-01 10:00,new,-,R&D,P3,-',
        'A,1,2020-01-01 11:00,new,-,R|D,P3,-',
        'A,2,2020-01-01 11:00,new,-,(*),P3,-',
      ),
    );
    const teams = (await desk.events()).flatMap(({ data }) => (data as { team?: string }).team ?? []);
    expect(new Set(teams).size).toBe(3);
    expect(teams[0]).toMatch(/^R-D [0-9a-f]{12}$/);
  });
});
