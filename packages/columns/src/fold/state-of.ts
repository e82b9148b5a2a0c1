import { chart, linkKindSchema, outcomeKinds, prioritySchema, type TicketState } from '@caselog/ticket';
import type { Columns } from '../columns.ts';
import type { ChartTables } from './chart-tables.ts';
import type { TicketFold } from './ticket-fold.ts';

const instant = (ms: number): string => new Date(ms).toISOString();
const instantOrNull = (ms: number): string | null => (Number.isNaN(ms) ? null : instant(ms));

const configurations = new Map(
  chart.configurations.map((configuration) => [configuration.key, configuration]),
);

/** The state that `evolve` would have come to, of a fold by this program's chart. Pure. */
export const stateOf = (
  fold: TicketFold,
  { keys }: ChartTables,
  { texts, policies }: Pick<Columns, 'texts' | 'policies'>,
): TicketState => {
  const textOf = (code: number): string | null => (code === 0 ? null : texts[code]!);
  const { outcome, links, requested } = fold;
  return {
    configuration: configurations.get(keys[fold.configuration]!)!,
    context: {
      episode: fold.episode,
      policyVersion: fold.policy === 0 ? null : policies[fold.policy]!,
      openedAt: instant(fold.openedMs),
      requesterId: texts[fold.requester]!,
      customerId: textOf(fold.customer),
      language: texts[fold.language]!,
      priority: prioritySchema.options[fold.priority]!,
      assigneeId: textOf(fold.assignee),
      team: textOf(fold.team),
      partnerId: textOf(fold.partner),
      openItems: fold.items.map((code) => texts[code]!),
      firstRespondedAt: instantOrNull(fold.firstRespondedMs),
      resolvedAt: instantOrNull(fold.resolvedMs),
      outcome: outcome === 0 ? null : outcomeKinds[outcome - 1]!,
      reopenableUntil: instantOrNull(fold.reopenableUntilMs),
      surveyClosesAt: instantOrNull(fold.surveyClosesMs),
      outageId: textOf(fold.outage),
      serviceCredit: (requested & 1) !== 0,
      incidentReport: (requested & 2) !== 0,
      links: links.map((link) => ({
        kind: linkKindSchema.options[Math.floor(link / 2 ** 32)]!,
        ticketId: texts[link % 2 ** 32]!,
      })),
    },
  };
};
