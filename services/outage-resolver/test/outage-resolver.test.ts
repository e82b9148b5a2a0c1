import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { QuarantineStore } from '@caselog/broadcast';
import { quarantinesIn } from '@caselog/database';
import { systemEnv } from '@caselog/env';
import { NewerSchemaError } from '@caselog/event-store';
import { openSqliteStore, type SqliteStore } from '@caselog/event-store-sqlite';
import {
  createHelpdesk,
  createRegisters,
  openPolicyBook,
  type Helpdesk,
  type Registers,
} from '@caselog/helpdesk';
import { createLog } from '@caselog/process';
import { commandSchema, type CommandType } from '@caselog/ticket';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOutageResolver } from '../src/index.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
let home: string;
let store: SqliteStore;
let helpdesk: Helpdesk;
let registers: Registers;
const children: ChildProcess[] = [];

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'caselog-outage-'));
  store = openSqliteStore({ path: join(home, 'ledger.sqlite'), env: systemEnv });
  helpdesk = createHelpdesk({
    store,
    env: systemEnv,
    rulebook: await openPolicyBook({ store, env: systemEnv }),
  });
  registers = createRegisters({ store, env: systemEnv });
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  await store.close();
  rmSync(home, { recursive: true });
});

const kill = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
};
const startResolver = (): ChildProcess => {
  const child = spawn(process.execPath, [main, '--home', home], { stdio: ['ignore', 'ignore', 'pipe'] });
  children.push(child);
  return child;
};
const outage = (commandId: string, command: Parameters<Registers['outages']['execute']>[0]['command']) =>
  registers.outages.execute({ commandId, actor: 'lead-1', id: 'out-1', command });
const announce = () =>
  outage('a', { type: 'AnnounceOutage', data: { title: 'Slow', affects: [], text: 'We look into it.' } });
const resolve = () => outage('r', { type: 'ResolveOutage', data: { summary: 'Done.', language: 'en' } });
const give = async (commandId: string, ticketId: string | undefined, type: CommandType, data: object) => {
  const answer = await helpdesk.execute({
    commandId,
    actor: 'agent-1',
    command: commandSchema.parse({ type, data }),
    ...(ticketId === undefined ? {} : { ticketId }),
  });
  if (answer.outcome !== 'accepted') throw new Error(`${type} was ${answer.outcome}`);
  return answer.ticketId;
};
const impact = { access: 'critical', who: 'many-users', workaround: 'none' };
const attach = async (number: number) => {
  const ticketId = await give(`o-${number}`, undefined, 'OpenTicket', {
    requesterId: 'r',
    channel: 'email',
    subject: 'Slow',
    impact,
  });
  const serviceCredit = number % 3 === 0 ? 'requested' : 'not-requested';
  await give(`l-${number}`, ticketId, 'LinkOutage', { outageId: 'out-1', serviceCredit });
  return ticketId;
};
/** How often each ticket was resolved, and with which credit. */
const resolutions = async () => {
  const found = new Map<string, unknown[]>();
  for await (const batch of store.readAll({ filter: { types: ['TicketResolved'] } })) {
    for (const { stream, data } of batch) {
      found.set(stream, [
        ...(found.get(stream) ?? []),
        (data as { outcome: { serviceCredit: string } }).outcome,
      ]);
    }
  }
  return found;
};
const until = async (enough: () => Promise<boolean>): Promise<void> => {
  while (!(await enough())) await new Promise((wake) => setTimeout(wake, 25));
};

describe('The outage resolver', () => {
  it(
    'resolves each of 10,000 attached tickets once although it is killed again and again',
    { timeout: 180_000 },
    async () => {
      const count = 10_000;
      await announce();
      for (let first = 0; first < count; first += 500) {
        await Promise.all(Array.from({ length: 500 }, (_, index) => attach(first + index)));
      }
      await resolve();
      for (const share of [0.1, 0.4, 0.7]) {
        const child = startResolver();
        await until(async () => (await resolutions()).size >= count * share);
        await kill(child);
        expect((await resolutions()).size).toBeLessThan(count);
      }
      startResolver();
      await until(async () => (await resolutions()).size >= count);
      const found = await resolutions();
      expect([...found.values()].filter((outcomes) => outcomes.length !== 1)).toEqual([]);
      const credits = [...found.values()]
        .flat()
        .filter((outcome) => (outcome as { serviceCredit: string }).serviceCredit === 'requested');
      expect(credits).toHaveLength(Math.ceil(count / 3));
    },
  );

  it('leaves alone who was detached or is resolved already, and takes who is attached late', async () => {
    await announce();
    const [stays, leaves, done] = await Promise.all([attach(1), attach(2), attach(3)]);
    await give('u', leaves, 'UnlinkOutage', { outageId: 'out-1' });
    await give('d', done, 'ResolveTicket', { outcome: { kind: 'answered', answer: 'yes' } });
    await resolve();
    startResolver();
    await until(async () => (await resolutions()).has(`ticket-${stays}`));
    const late = await attach(4);
    await until(async () => (await resolutions()).has(`ticket-${late}`));
    const found = await resolutions();
    expect(found.has(`ticket-${leaves}`)).toBe(false);
    expect(found.get(`ticket-${done}`)).toMatchObject([{ kind: 'answered' }]);
  });
});

const appendUnread = async (ticketId: string, type: string, data: unknown) => {
  const at = new Date().toISOString();
  const id = systemEnv.uuid();
  const metadata = { commandId: id, actor: 'a', occurredAt: at, recordedAt: at, schemaVersion: 99 };
  await store.append(`ticket-${ticketId}`, [{ id, type, data, metadata }], 'any');
};
/** What `caselog quarantine` shows and changes. */
const withQuarantine = async <Result>(work: (quarantine: QuarantineStore) => Promise<Result>) => {
  const [file] = await quarantinesIn(home, { env: systemEnv });
  if (!file) throw new Error('there is no quarantine');
  try {
    return await work(file.quarantine);
  } finally {
    await file.close();
  }
};
const heldStreams = () =>
  withQuarantine(async (quarantine) =>
    (await quarantine.list('outage-resolver')).map(({ stream }) => stream),
  );

describe('A ticket that cannot be read', { timeout: 60_000 }, () => {
  it.for([
    ['TicketTriaged', { priority: 'P0' }],
    ['OutageLinked', { outageId: 'out-1' }],
  ] as const)('is held back alone when %s is of a newer program', async ([type, data]) => {
    await announce();
    const [bad, good] = [await attach(1), await attach(2)];
    await appendUnread(bad, type, data);
    const late = await attach(3);
    await resolve();
    startResolver();
    await until(async () => (await resolutions()).size === 2);
    expect([...(await resolutions()).keys()].toSorted()).toEqual(
      [`ticket-${good}`, `ticket-${late}`].toSorted(),
    );
    await until(async () => (await heldStreams()).length === 1);
    expect(await heldStreams()).toEqual([`ticket-${bad}`]);
  });

  it('is resolved once it is released and can be read', async () => {
    await announce();
    const [held, left] = [await attach(1), await attach(2)];
    await resolve();
    let canRead = false;
    const refuse = (id: string | undefined) => {
      if (canRead || (id !== held && id !== left)) return;
      throw new NewerSchemaError({ stream: `ticket-${id}`, revision: 1, type: 'OutageLinked' }, 99, 1);
    };
    const later: Helpdesk = {
      load: async (id) => (refuse(id), helpdesk.load(id)),
      execute: async (envelope) => (refuse(envelope.ticketId), helpdesk.execute(envelope)),
    };
    const resolver = await startOutageResolver({
      helpdesk: later,
      store,
      follow: (wanted) => store.subscribe(wanted),
      env: systemEnv,
      log: createLog({ level: 'silent' }),
      bookPath: join(home, 'outage-resolver.sqlite'),
      releasePollMs: 20,
    });
    try {
      await until(async () => (await heldStreams()).length === 2 && resolver.pending() === 0);
      await give('u', left, 'UnlinkOutage', { outageId: 'out-1' });
      canRead = true;
      for (const ticketId of [held, left])
        await withQuarantine((all) => all.release('outage-resolver', `ticket-${ticketId}`));
      await until(async () => (await heldStreams()).length === 0 && (await resolutions()).size > 0);
      expect([...(await resolutions()).keys()]).toEqual([`ticket-${held}`]);
    } finally {
      await resolver.close();
    }
  });
});
