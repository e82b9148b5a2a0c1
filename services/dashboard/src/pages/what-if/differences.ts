import type { WhatIfJob } from '@caselog/api-contract';
import { count } from '../../words/format.ts';
import { kindOf } from './figures.ts';
import type { Sheet } from './sheet.ts';

type Decided = WhatIfJob['tickets'][number]['own'];

const aspectWords: Readonly<Record<string, string>> = {
  priority: 'priority',
  targets: 'how a target ended',
  warnings: 'warnings',
  surveys: 'surveys',
  silence: 'closing after silence',
  reopening: 'reopening',
  chart: 'the states it may be in',
};
/** In what a ticket differs. Pure. */
export const aspectOf = (aspect: string): string => aspectWords[aspect] ?? aspect;

const some = (times: number, one: string, more: string): string[] =>
  times === 0 ? [] : [`${count(times)} ${times === 1 ? one : more}`];

/** What one policy decides of a ticket, in words. Pure but for the locale. */
const decidedWords = (decided: Decided): string => {
  const targets = decided.targets.map(
    ({ kind, outcome, warnedAt }) =>
      `${kindOf(kind).toLowerCase()} ${outcome}${warnedAt === null ? '' : ' (warned)'}`,
  );
  return [
    decided.priority,
    ...(targets.length === 0 ? ['no target'] : targets),
    ...decided.surveys.map(({ end }) => `survey ${end}`),
    ...some(decided.reminders, 'reminder', 'reminders'),
    ...some(decided.silenceClosings, 'closing after silence', 'closings after silence'),
    ...some(decided.lateReopenings, 'reopening after the window', 'reopenings after the window'),
  ].join(', ');
};

/** The tickets that differ, as a table. Pure but for the locale. */
export const ticketSheet = (tickets: WhatIfJob['tickets']): Sheet => ({
  name: 'what-if-tickets',
  columns: [
    { label: 'Ticket' },
    { label: 'Differs in' },
    { label: 'As it was' },
    { label: 'As it would be' },
  ],
  rows: tickets.map(({ ticketId, differsIn, own, candidate }) => [
    ticketId,
    differsIn.map(aspectOf).join(', '),
    decidedWords(own),
    decidedWords(candidate),
  ]),
});
