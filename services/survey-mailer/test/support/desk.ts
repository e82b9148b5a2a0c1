import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv, type Env } from '@caselog/env';
import { createMemoryStore, type EventStore } from '@caselog/event-store';
import {
  createHelpdesk,
  createRegisters,
  openPolicyBook,
  type Helpdesk,
  type PolicyBook,
  type Registers,
} from '@caselog/helpdesk';
import { defaultPolicy, type PolicyInput } from '@caselog/policy';
import { createLog } from '@caselog/process';
import type { CommandType, TicketCommand } from '@caselog/ticket';
import { startMailer, type SurveyMailer } from '../../src/mailer.ts';
import type { Mail, MailTransport } from '../../src/mail/message.ts';
import type { SurveyMailerOptions } from '../../src/options.ts';

export const key = 'k'.repeat(43);
export const from = 'Support <survey@desk.example>';
const publicUrl = 'https://desk.example';
export const solved = { outcome: { kind: 'solved', whatWasDone: 'restarted it' } };

/** A mail server of the test's own: `answer` may throw what a real one would. */
export const post = (answer: (mail: Mail, count: number) => void | Promise<void> = () => undefined) => {
  const mails: Mail[] = [];
  const transport: MailTransport = {
    async deliver(mail) {
      mails.push(mail);
      await answer(mail, mails.length);
      return 'taken';
    },
    close: () => undefined,
  };
  return { transport, mails };
};

export interface TestDesk {
  readonly folder: string;
  readonly store: EventStore;
  readonly helpdesk: Helpdesk;
  readonly book: PolicyBook;
  readonly registers: Registers;
  readonly env: Env;
  /** The clock stands still unless a test moves it; waits are real and short. */
  clockMs: number;
  /** What a mailer wrote into its log. */
  readonly log: string[];
  start(transport: MailTransport, options?: Partial<SurveyMailerOptions>): SurveyMailer;
  give(ticketId: string, type: CommandType, data?: object): Promise<void>;
  open(data?: object): Promise<string>;
  /** Opened and resolved. */
  resolved(data?: object): Promise<string>;
  /** What happened to a ticket, by type. */
  events(ticketId: string, type: string): Promise<readonly unknown[]>;
  survey(ticketId: string): Promise<string>;
  close(): Promise<void>;
}

/** A desk that mails nothing but surveys, unless its policy says so. */
export const createDesk = async (policy: Partial<PolicyInput> = {}): Promise<TestDesk> => {
  const folder = await mkdtemp(join(tmpdir(), 'caselog-mailer-'));
  const running: SurveyMailer[] = [];
  const desk = { clockMs: Date.parse('2026-03-02T10:00:00.000Z'), log: [] as string[] };
  // Whoever sleeps looks at the clock again in a moment, so that a clock that was moved is noticed.
  const sleep: Env['sleep'] = (ms, signal) => systemEnv.sleep(Math.min(ms, 10), signal);
  const env: Env = { ...systemEnv, now: () => desk.clockMs, random: () => 1, sleep };
  const store = createMemoryStore({ env });
  const initial = { ...defaultPolicy, mail: { notices: [] }, ...policy };
  const book = await openPolicyBook({ store, env, initial });
  const registers = createRegisters({ store, env });
  const helpdesk = createHelpdesk({ store, env, rulebook: book });
  let commands = 0;
  let requesters = 0;
  const execute = async (ticketId: string | undefined, type: CommandType, data: object): Promise<string> => {
    commands += 1;
    const command = { type, data } as unknown as TicketCommand;
    const whose = ticketId === undefined ? {} : { ticketId };
    const answer = await helpdesk.execute({
      commandId: `c-${commands}`,
      actor: 'agent-1',
      command,
      ...whose,
    });
    if (answer.outcome !== 'accepted') throw new Error(`${type} was not taken: ${answer.outcome}`);
    return answer.ticketId;
  };
  const open = (data: object = {}): Promise<string> =>
    execute(undefined, 'OpenTicket', {
      requesterId: `requester-${(requesters += 1)}`,
      requesterEmail: 'anna@example.com',
      language: 'en',
      subject: 'Sign-in <fails>',
      channel: 'email',
      impact: { access: 'critical', who: 'one-user', workaround: 'none' },
      ...data,
    });
  return Object.assign(desk, {
    folder,
    store,
    helpdesk,
    book,
    registers,
    env,
    open,
    start(transport: MailTransport, options: Partial<SurveyMailerOptions> = {}): SurveyMailer {
      const mailer = startMailer({
        helpdesk,
        policies: book,
        registers,
        store,
        follow: (wanted) => store.subscribe(wanted),
        env,
        log: createLog({ write: (line) => void desk.log.push(line), level: 'debug' }),
        transport,
        bookPath: join(folder, 'mailer.sqlite'),
        key,
        publicUrl,
        from,
        backoff: { firstMs: 2, mostMs: 4 },
        ...options,
      });
      running.push(mailer);
      return mailer;
    },
    give: async (ticketId: string, type: CommandType, data: object = {}) =>
      void (await execute(ticketId, type, data)),
    async resolved(data: object = {}): Promise<string> {
      const ticketId = await open(data);
      await execute(ticketId, 'ResolveTicket', solved);
      return ticketId;
    },
    events: async (ticketId: string, type: string) =>
      (await helpdesk.load(ticketId))!.history.filter((event) => event.type === type).map(({ data }) => data),
    survey: async (ticketId: string) => (await helpdesk.load(ticketId))!.state.configuration.survey,
    async close() {
      await Promise.all(running.splice(0).map((mailer) => mailer.close()));
      await rm(folder, { recursive: true });
    },
  });
};
