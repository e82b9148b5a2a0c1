import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toInstant } from '@caselog/env';
import { createSimulatedEnv, type SimulatedEnv } from '@caselog/env/testing';
import { createMemoryStore, type EventStore } from '@caselog/event-store';
import { createHelpdesk, openPolicyBook, type Helpdesk, type PolicyBook } from '@caselog/helpdesk';
import { createLog } from '@caselog/process';
import { commandSchema, ticketStream, type CommandType } from '@caselog/ticket';
import { afterEach } from 'vitest';
import { startSlaClock, type SlaClock } from '../src/index.ts';

/** Monday 2 March 2026, 09:00 in Los Angeles. */
export const monday = Date.parse('2026-03-02T17:00:00.000Z');
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
const folders: string[] = [];
const clocks: SlaClock[] = [];
afterEach(async () => {
  await Promise.all(clocks.splice(0).map((clock) => clock.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

export interface Desk {
  readonly env: SimulatedEnv;
  readonly store: EventStore;
  readonly book: PolicyBook;
  readonly helpdesk: Helpdesk;
  readonly folder: string;
  /** What its clocks logged, a line of JSON each. */
  readonly lines: string[];
}

export const aDesk = async (): Promise<Desk> => {
  const env = createSimulatedEnv(monday);
  const store = createMemoryStore({ env });
  const book = await openPolicyBook({ store, env });
  const folder = mkdtempSync(join(tmpdir(), 'caselog-clock-'));
  folders.push(folder);
  return { env, store, book, helpdesk: createHelpdesk({ store, env, rulebook: book }), folder, lines: [] };
};
export const aClock = async (
  { env, store, book, helpdesk, folder, lines }: Desk,
  name = 'clock',
  by: Helpdesk = helpdesk,
): Promise<SlaClock> => {
  const clock = await startSlaClock({
    store,
    helpdesk: by,
    policies: book,
    follow: (wanted) => store.subscribe(wanted),
    env,
    log: createLog({ write: (line) => void lines.push(line) }),
    bookPath: join(folder, `${name}.sqlite`),
    sleepMsMax: hourMs,
    releasePollMs: hourMs,
  });
  clocks.push(clock);
  return clock;
};
export const give = async (
  { helpdesk }: Desk,
  ticketId: string | undefined,
  type: CommandType,
  data: object = {},
) => {
  const answer = await helpdesk.execute({
    commandId: `${type}-${ticketId ?? 'new'}-${JSON.stringify(data).length}`,
    actor: 'agent-1',
    command: commandSchema.parse({ type, data }),
    ...(ticketId === undefined ? {} : { ticketId }),
  });
  if (answer.outcome !== 'accepted') throw new Error(`${type} was ${answer.outcome}`);
  return answer.ticketId;
};
export const open = (desk: Desk, subject = 'Sign-in fails') =>
  give(desk, undefined, 'OpenTicket', {
    requesterId: 'requester-1',
    channel: 'email',
    subject,
    impact: { access: 'degraded', who: 'one-user', workaround: 'exists' },
  });
export const ask = (desk: Desk, ticketId: string) =>
  give(desk, ticketId, 'RequestData', {
    items: [{ itemId: 'logs', kind: 'log-files', text: 'the log files' }],
  });
export const reply = { channel: 'email', body: 'We are on it.' };
export const recordsOf = async ({ helpdesk }: Desk, ticketId: string) =>
  (await helpdesk.load(ticketId))?.history
    .filter((event) => event.metadata.actor === 'sla-clock')
    .map(({ type, data, metadata }) => ({ type, data, at: metadata.occurredAt })) ?? [];
export const typesOf = async (desk: Desk, ticketId: string) =>
  (await recordsOf(desk, ticketId)).map(({ type }) => type);
export const due = (ms: number) => toInstant(monday + ms);
/** Appends what only a newer program can read. */
export const triageAnew = async ({ store, env }: Desk, ticketId: string): Promise<void> => {
  const at = toInstant(env.now());
  await store.append(
    ticketStream(ticketId),
    [
      {
        id: env.uuid(),
        type: 'TicketTriaged',
        data: { priority: 'P0' },
        metadata: { commandId: env.uuid(), actor: 'a', occurredAt: at, recordedAt: at, schemaVersion: 99 },
      },
    ],
    'any',
  );
};
export const linesOf = ({ lines }: Desk) => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
