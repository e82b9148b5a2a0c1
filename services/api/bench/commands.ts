import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import type { BenchResult } from '../../../test/bench/result.ts';
import { freePort } from '../../../test/support/port.ts';
import { startService } from '../../../test/support/process.ts';
import { load } from './load.ts';

const rounds = 5;
const roundMs = 2_000;
const connections = 128;

const body = (prefix: string) => (n: number) =>
  JSON.stringify({
    commandId: `${prefix}-${n}`,
    data: {
      requesterId: `requester-${n}`,
      requesterEmail: 'anna@example.com',
      subject: 'Nobody can sign in since this morning',
      description: 'Whoever tries sees an empty page. It began at nine. Nothing was changed on our side.',
      channel: 'monitoring',
      impact: { access: 'critical', who: 'many-users', workaround: 'none' },
    },
  });

const startBare = async (): Promise<{ process: ChildProcess; port: number }> => {
  const child = fork(new URL('bare.ts', import.meta.url));
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { process: child, port };
};

const startApi = async (home: string) => {
  const port = await freePort();
  const api = startService('services/api/src/main.ts', ['--home', home, '--port', String(port)]);
  await api.says(/API at work/);
  return { api, port, token: (await readFile(join(home, 'token'), 'utf8')).trim() };
};

/**
 * Openings over HTTP, each recorded durably in the ledger before its answer, against a bare Fastify route with the same body and
 * validation; turn by turn for the same time in one run, of each the least disturbed round.
 */
export const bench = async (): Promise<BenchResult[]> => {
  const home = await mkdtemp(join(tmpdir(), 'caselog-bench-'));
  const bare = await startBare();
  const { api, port, token } = await startApi(home);
  const rates: { ours: number; against: number }[] = [];
  try {
    const warm = { connections, forMs: roundMs, body: body('warm'), status: 201 };
    await load({ ...warm, port, token });
    await load({ ...warm, port: bare.port });
    for (let round = 0; round < rounds; round += 1) {
      const common = { connections, forMs: roundMs, body: body(`round-${round}`), status: 201 };
      const against = await load({ ...common, port: bare.port });
      rates.push({ against, ours: await load({ ...common, port, token }) });
      await systemEnv.sleep(200);
    }
  } finally {
    bare.process.kill();
    await api.kill('SIGTERM');
    await rm(home, { recursive: true, force: true });
  }
  const ours = Math.max(...rates.map((rate) => rate.ours));
  const against = Math.max(...rates.map((rate) => rate.against));
  return [
    {
      name: 'HTTP: openings beside a bare Fastify route',
      ours,
      against,
      unit: 'commands/s',
      ratio: ours / against,
      aim: 0.5,
    },
  ];
};

if (import.meta.main) console.table(await bench());
