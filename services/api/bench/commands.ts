import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import type { BenchResult } from '../../../test/bench/result.ts';
import { freePort } from '../../../test/support/port.ts';
import { startService } from '../../../test/support/process.ts';
import { cpuMsOf } from '../../../test/support/cpu-time.ts';
import { load } from './load.ts';
import { lives, openings, type Script } from './script.ts';

const warmRounds = 3;
const rounds = 7;
const roundMs = 2_000;
const connections = 128;

/** A server under load. */
interface Server {
  readonly pid: number;
  readonly port: number;
  readonly token?: string;
}

interface Round {
  readonly rate: number;
  /** Processor time of the server for one request. */
  readonly cpuUs: number;
}

const startBare = async () => {
  const child = fork(new URL('bare.ts', import.meta.url));
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { server: { pid: child.pid ?? 0, port }, stop: () => child.kill() };
};

const startApi = async (home: string) => {
  const port = await freePort();
  const api = startService('services/api/src/main.ts', ['--home', home, '--port', String(port)]);
  await api.says(/API at work/);
  const token = (await readFile(join(home, 'token'), 'utf8')).trim();
  return { server: { pid: api.pid, port, token }, stop: () => api.kill('SIGTERM') };
};

const measure = async ({ pid, ...server }: Server, script: (n: number) => Script): Promise<Round> => {
  const cpuMs = await cpuMsOf(pid);
  const rate = await load({ ...server, connections, forMs: roundMs, script });
  return { rate, cpuUs: ((await cpuMsOf(pid)) - cpuMs) / (rate * (roundMs / 1e6)) };
};

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Turn by turn, so that whatever else the machine does meets both alike; of the pairs' ratios the median. */
const compare = async (
  what: string,
  scriptOf: (prefix: string) => Script,
  api: Server,
  bare: Server,
): Promise<BenchResult> => {
  const pairs: { ours: Round; against: Round }[] = [];
  // The first rounds warm both up alike: until their code is compiled both are slower, each by another factor.
  for (let round = 1 - warmRounds; round <= rounds; round += 1) {
    const script = (n: number) => scriptOf(`${what}-${round}-${n}`);
    const against = await measure(bare, script);
    const ours = await measure(api, script);
    if (round > 0) pairs.push({ ours, against });
    await systemEnv.sleep(200);
  }
  const median = (of: (pair: (typeof pairs)[number]) => number) => medianOf(pairs.map(of));
  console.log(
    `${what}: ratios ${pairs.map(({ ours, against }) => (ours.rate / against.rate).toFixed(2)).join(' ')}; processor time a request: ` +
      `${median(({ ours }) => ours.cpuUs).toFixed(0)} µs beside ${median(({ against }) => against.cpuUs).toFixed(0)} µs`,
  );
  return {
    name: `HTTP: ${what} beside bare Fastify routes`,
    ours: median(({ ours }) => ours.rate),
    against: median(({ against }) => against.rate),
    unit: 'commands/s',
    ratio: median(({ ours, against }) => ours.rate / against.rate),
    aim: 0.5,
  };
};

/**
 * Commands over HTTP, each recorded durably in the ledger before its answer, against bare Fastify routes with the same bodies and
 * validation, from the same load: openings alone, and whole lives of tickets (opened, triaged, noted on, resolved).
 */
export const bench = async (): Promise<BenchResult[]> => {
  const home = await mkdtemp(join(tmpdir(), 'caselog-bench-'));
  const bare = await startBare();
  const api = await startApi(home);
  try {
    return [
      await compare('openings', openings, api.server, bare.server),
      await compare('commands of all kinds', lives, api.server, bare.server),
    ];
  } finally {
    bare.stop();
    await api.stop();
    await rm(home, { recursive: true, force: true });
  }
};

if (import.meta.main) console.table(await bench());
