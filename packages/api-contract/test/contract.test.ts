import { expect, it } from 'vitest';
import {
  eventsQuerySchema,
  openTicketRequestSchema,
  pathOf,
  problemName,
  problemType,
  queueQuerySchema,
  sendCommandRequestSchema,
  ticketCommandTypes,
} from '../src/index.ts';

const opening = {
  commandId: 'c1',
  data: {
    requesterId: 'r1',
    subject: 'Cannot sign in',
    channel: 'email',
    impact: { access: 'critical', who: 'many-users', workaround: 'none' },
  },
};

it('fills in what a request may leave out', () => {
  expect(openTicketRequestSchema.parse(opening).data.language).toBe('en');
});

it('refuses fields it does not know, so that a misspelt one is not lost in silence', () => {
  const misspelt = { ...opening, data: { ...opening.data, langauge: 'de' } };
  expect(openTicketRequestSchema.safeParse(misspelt).success).toBe(false);
});

it('names the known commands when it is given another', () => {
  const { error } = sendCommandRequestSchema.safeParse({ commandId: 'c', type: 'Close', data: {} });
  expect(error?.issues[0]).toMatchObject({ path: ['type'] });
  for (const type of ticketCommandTypes) expect(error?.issues[0]?.message).toContain(type);
});

it('leaves openings to their own route', () => {
  expect(sendCommandRequestSchema.safeParse({ ...opening, type: 'OpenTicket' }).success).toBe(false);
});

it('reads numbers and lists of a query, and no near misses', () => {
  expect(queueQuerySchema.parse({ limit: '20', priority: ['P1', 'P2,P3'] })).toEqual({
    limit: 20,
    priority: ['P1', 'P2', 'P3'],
  });
  for (const limit of ['', ' 7', '1e2', '0x10', '-1', '1001', '9007199254740993'])
    expect(queueQuerySchema.safeParse({ limit }).success).toBe(false);
  expect(eventsQuerySchema.safeParse({ types: 'TicketOpened,Nonsense' }).success).toBe(false);
});

it('names problems by URN, both ways', () => {
  expect(problemName(problemType('revision-conflict'))).toBe('revision-conflict');
  expect(problemName('about:blank')).toBeUndefined();
  expect(problemName('urn:caselog:problem:toString')).toBeUndefined();
});

it('fills a path in, escaped', () => {
  expect(pathOf('sendCommand', { ticketId: 'a/b' })).toBe('/tickets/a%2Fb/commands');
});
