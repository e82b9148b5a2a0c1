import { expect, it } from 'vitest';
import { firstAsked, needsPlots } from '../server/first-asked.ts';

const visit = (address: string) => {
  const { pathname, searchParams } = new URL(address, 'http://desk/');
  return { path: pathname.slice(1), search: searchParams, hasSession: true };
};
const id = '0198f3a0-0000-7000-8000-000000000001';

it.each([
  ['queue', ['/queue?sort=priority&limit=100', '/queue/facets']],
  ['queue?priority=P1', []],
  ['boards', ['/boards/backlog']],
  ['boards?board=flow-map&activities=0.1&figure=arcs/x/cases', ['/boards/flow-map']],
  ['boards?board=%22%3E%3Cscript', ['/boards/backlog']],
  ['boards?board=flow-map&asOf=2016-05-23T11:07:00Z', []],
  [`tickets/${id}`, [`/tickets/${id}`]],
  [`tickets/${id}?at=7`, []],
  ['tickets/nonsense', []],
  ['help', []],
])('names what %s asks first', (address, asked) => {
  expect(firstAsked(visit(address))).toEqual(asked);
});

it('brings the library of plots where one is drawn', () => {
  expect([needsPlots(visit('boards')), needsPlots(visit('boards?board=flow-map'))]).toEqual([true, false]);
});
