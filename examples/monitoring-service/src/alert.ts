import { untilAnswered } from '@caselog/api-contract';
import { z } from 'zod';
import type { Desk } from './desk.ts';

const alertSchema = z.object({
  status: z.enum(['firing', 'resolved']),
  fingerprint: z.string().regex(/^[0-9a-f]{1,32}$/),
  startsAt: z.iso.datetime({ offset: true }),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()).default({}),
});
export type Alert = z.infer<typeof alertSchema>;

/** What Prometheus' Alertmanager posts to a webhook, as far as it matters here. */
export const alertsSchema = z.object({ alerts: z.array(alertSchema) });

const impacts = {
  critical: { access: 'critical', who: 'many-users', workaround: 'none' },
  warning: { access: 'degraded', who: 'many-users', workaround: 'exists' },
} as const;

/** The same alert is reported again and again: the id of its commands follows from what it is, so each is taken once. */
const commandIdOf = ({ fingerprint, startsAt }: Alert, step: string): string =>
  `alert:${fingerprint}:${Date.parse(startsAt)}:${step}`;

const impactOf = ({ labels }: Alert) => (labels.severity === 'critical' ? impacts.critical : impacts.warning);

/** Opens the alert's ticket, or finds the one it opened before, and notes when the alert is over. */
export const report = async (desk: Desk, alert: Alert): Promise<string> => {
  const { labels, annotations, status } = alert;
  const patience = { attemptsMax: 5 };
  const data = {
    requesterId: 'monitoring',
    channel: 'monitoring',
    subject: annotations.summary ?? labels.alertname ?? 'An alert without a name',
    impact: impactOf(alert),
    ...(annotations.description === undefined ? {} : { description: annotations.description }),
  } as const;
  const open = { commandId: commandIdOf(alert, 'open'), data };
  const { ticketId } = await untilAnswered(() => desk.open(open), patience);
  if (status === 'resolved') {
    const note = { ticketId, commandId: commandIdOf(alert, 'over'), data: { body: 'The alert is over.' } };
    await untilAnswered(() => desk.note(note), patience);
  }
  return ticketId;
};
