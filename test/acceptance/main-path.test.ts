import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { connectNatsBroadcast } from '@caselog/broadcast-nats';
import { systemEnv } from '@caselog/env';
import { openSqliteStore, type SqliteStore } from '@caselog/event-store-sqlite';
import { compareWithFold, openReadModels, projectionPositions, readModelsFile } from '@caselog/projections';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../root.ts';
import { startNatsServer, type NatsServer } from '../support/nats-server.ts';

const home = mkdtempSync(join(tmpdir(), 'caselog-main-path-'));
const ledger = join(home, 'ledger.sqlite');
const env = systemEnv;
const children = new Set<ChildProcess>();
let nats: NatsServer;
let store: SqliteStore;

beforeAll(async () => {
  nats = await startNatsServer();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await store.close();
  await nats.stop();
  rmSync(home, { recursive: true });
});

const start = (service: string, ...words: readonly string[]): ChildProcess => {
  const main = resolve(root, 'services', service, 'src/main.ts');
  const child = spawn(process.execPath, [main, ...words, '--home', home], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
};
const startRelay = () => start('relay', '--nats', nats.url);
const startProjector = () => start('projector', '--nats', nats.url);
const kill = async (child: ChildProcess): Promise<void> => {
  child.stdout?.resume();
  child.stderr?.resume();
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
};
const until = async (enough: () => Promise<boolean>): Promise<void> => {
  while (!(await enough())) await delay(200);
};

/** Positions of the read models, 0 before there are any. */
const projected = async (): Promise<number> => {
  if (!existsSync(join(home, readModelsFile))) return 0;
  const db = await openReadModels({ path: join(home, readModelsFile), env });
  try {
    return Math.min(
      ...(await projectionPositions(db)).map(({ position }) => position),
      Number.MAX_SAFE_INTEGER,
    );
  } finally {
    await db.destroy();
  }
};
const published = async (): Promise<number> => {
  const broadcast = await connectNatsBroadcast({ servers: nats.url, env });
  try {
    return (await broadcast.tail()).position;
  } finally {
    await broadcast.close();
  }
};

/** Every position the broadcast holds, in the order in which it delivers them. */
const delivered = async (upTo: number): Promise<number[]> => {
  const broadcast = await connectNatsBroadcast({ servers: nats.url, env });
  const stop = new AbortController();
  const positions: number[] = [];
  try {
    for await (const batch of broadcast.listen({ after: 0, signal: stop.signal })) {
      for (const { event } of batch) if (event) positions.push(event.position);
      if (positions.at(-1) === upTo) break;
    }
    return positions;
  } finally {
    stop.abort();
    await broadcast.close();
  }
};

describe('The main path, on the real log', { timeout: 300_000 }, () => {
  it('leads from the import over the relay and NATS to read models in another process, whatever is killed', async () => {
    const importing = start(
      'cli',
      'import',
      resolve(root, 'test/data/uci-incidents/incident_event_log.csv.gz'),
      '--mapping',
      resolve(root, 'test/data/uci-incidents/mapping.json'),
      '--json',
    );
    const imported = Promise.all([text(importing.stdout!), text(importing.stderr!), once(importing, 'exit')]);
    await until(async () => existsSync(ledger));
    let relay = startRelay();
    let projector = startProjector();
    await until(async () => (await projected()) > 20_000);
    await Promise.all([kill(relay), kill(projector)]);

    relay = startRelay();
    projector = startProjector();
    const [out, err] = await imported;
    expect({ code: importing.exitCode, err: importing.exitCode === 0 ? '' : err }).toEqual({
      code: 0,
      err: '',
    });
    expect(JSON.parse(out)).toMatchObject({ rows: 141_712, unparsable: 0 });

    store = openSqliteStore({ path: ledger, env, readOnly: true });
    const head = await store.head();
    await until(async () => (await projected()) > head / 2);
    await Promise.all([kill(relay), kill(projector)]);
    startRelay();
    startProjector();
    await until(async () => (await published()) >= head && (await projected()) >= head);

    const positions = await delivered(head);
    expect(positions).toHaveLength(head);
    expect(positions.findIndex((position, index) => position !== index + 1)).toBe(-1);
    const db = await openReadModels({ path: join(home, readModelsFile), env });
    try {
      expect(await compareWithFold(db, store)).toEqual([]);
    } finally {
      await db.destroy();
    }
  });
});
