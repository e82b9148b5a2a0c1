import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { systemEnv as env } from '@caselog/env';
import { openReadModels, projectionPositions, readModelsFile, type ReadModels } from '@caselog/projections';
import { cpuMsOf } from '../../support/cpu-time.ts';
import { startNatsServer } from '../../support/nats-server.ts';
import { freePort } from '../../support/port.ts';
import { startService } from '../../support/process.ts';
import type { BenchResult } from '../result.ts';

const ratePerS = 1_000;
const seconds = 12;
const warmSeconds = 2;
const connections = 64;
const tickMs = 2;

/** When a command was to be sent, and when it was answered. */
interface Sent {
  readonly atMs: number;
  readonly answeredAtMs: number;
}

/** Each command that the queue does not hold yet, by the position it came to; and how long things took. */
interface Trace {
  readonly sent: Map<number, Sent>;
  readonly latenciesMs: number[];
  readonly answerMs: number[];
  /** From its answer until the queue was seen to hold it. */
  readonly afterAnswerMs: number[];
}

const requestOf = (token: string, n: number): string => {
  const data = {
    requesterId: `requester-${n}`,
    subject: 'Nobody can sign in since this morning',
    description: 'Whoever tries sees an empty page.',
    channel: 'monitoring',
    impact: { access: 'critical', who: 'many-users', workaround: 'none' },
  };
  const body = JSON.stringify({ commandId: `bench-${n}`, data });
  return (
    `POST /tickets HTTP/1.1\r\nhost: desk\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n` +
    `authorization: Bearer ${token}\r\n\r\n${body}`
  );
};

/** Sends one request over a kept connection and gives the position its command came to. */
const send = (socket: Socket, request: string): Promise<number> =>
  new Promise((resolve, reject) => {
    let text = '';
    const take = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN);
      if (end === -1 || !(text.length >= end + 4 + length)) return;
      socket.off('data', take);
      if (text.startsWith('HTTP/1.1 201 '))
        resolve((JSON.parse(text.slice(end + 4)) as { position: number }).position);
      else reject(new Error(text.slice(0, 400)));
    };
    socket.on('data', take);
    socket.write(request);
  });

/** Commands at a steady rate, whatever becomes of those before: who is slow is not spared the next. */
const drive = async (
  port: number,
  token: string,
  { sent: underWay, answerMs }: Trace,
  signal: AbortSignal,
) => {
  const free: Socket[] = [];
  for (let n = 0; n < connections; n += 1) {
    // Addresses of their own, for an address may send a thousand a second only.
    const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.1.${n + 1}`, noDelay: true });
    await once(socket, 'connect');
    free.push(socket);
  }
  const sockets = [...free];
  const due: number[] = [];
  const failures: unknown[] = [];
  const dispatch = (): void => {
    while (due.length > 0 && free.length > 0) {
      const [beganAtMs, socket] = [due.shift()!, free.pop()!];
      send(socket, requestOf(token, (sent += 1)))
        .then((position) => {
          const answeredAtMs = performance.now();
          underWay.set(position, { atMs: beganAtMs, answeredAtMs });
          answerMs.push(answeredAtMs - beganAtMs);
          free.push(socket);
          dispatch();
        })
        .catch((error: unknown) => failures.push(error));
    }
  };
  let sent = 0;
  const startMs = performance.now();
  let scheduled = 0;
  while (!signal.aborted) {
    const now = performance.now();
    for (; startMs + (scheduled * 1_000) / ratePerS <= now; scheduled += 1)
      due.push(startMs + (scheduled * 1_000) / ratePerS);
    dispatch();
    if (failures.length > 0) throw failures[0];
    await env.sleep(tickMs);
  }
  while (free.length < connections && failures.length === 0) await env.sleep(tickMs);
  for (const socket of sockets) socket.destroy();
  return { sent, asked: scheduled };
};

const queuePosition = async (db: ReadModels): Promise<number> =>
  (await projectionPositions(db)).find(({ name }) => name === 'queue')?.position ?? 0;

/** Looks at the queue's position again and again; whatever it has come to is visible now, so latencies are never understated. */
const watch = async (
  db: ReadModels,
  { sent, latenciesMs, afterAnswerMs }: Trace,
  isOver: () => boolean,
): Promise<void> => {
  while (!isOver() || sent.size > 0) {
    const reached = await queuePosition(db);
    const now = performance.now();
    for (const [position, { atMs, answeredAtMs }] of sent) {
      if (position > reached) continue;
      latenciesMs.push(now - atMs);
      afterAnswerMs.push(now - answeredAtMs);
      sent.delete(position);
    }
    await env.sleep(tickMs);
  }
};

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

const busyShare = (usedMs: number): string => `${((usedMs / (seconds * 1_000)) * 100).toFixed(0)} %`;

/** A desk in parts, each a process: API, relay, nats-server, projector. */
const startParts = async (home: string) => {
  const nats = await startNatsServer();
  const port = await freePort();
  const api = startService('services/api/src/main.ts', ['--home', home, '--port', String(port)]);
  await api.says(/API at work/);
  const relay = startService('services/relay/src/main.ts', ['--home', home, '--nats', nats.url]);
  const projector = startService('services/projector/src/main.ts', ['--home', home, '--nats', nats.url]);
  await Promise.all([relay.says(/publishing/), projector.says(/projecting|at work/)]);
  const pids = {
    api: api.pid,
    relay: relay.pid,
    nats: nats.pid,
    projector: projector.pid,
    load: process.pid,
  };
  return {
    port,
    /** Processor time each part has used so far. */
    async cpuMs(): Promise<Readonly<Record<string, number>>> {
      const used = Object.entries(pids).map(async ([part, pid]) => [part, await cpuMsOf(pid)] as const);
      return Object.fromEntries(await Promise.all(used));
    },
    async close() {
      await Promise.all([api, relay, projector].map((part) => part.kill('SIGTERM')));
      await nats.stop();
    },
  };
};

/** From a command's turn to be sent over HTTP until the queue read model shows it: through the ledger, the relay, a real NATS and the projector. */
export const bench = async (): Promise<BenchResult[]> => {
  const home = await mkdtemp(join(tmpdir(), 'caselog-bench-'));
  const parts = await startParts(home);
  const trace: Trace = { sent: new Map(), latenciesMs: [], answerMs: [], afterAnswerMs: [] };
  try {
    const token = (await readFile(join(home, 'token'), 'utf8')).trim();
    const db = await openReadModels({ path: join(home, readModelsFile), env });
    const stop = new AbortController();
    const driving = drive(parts.port, token, trace, stop.signal);
    let isOver = false;
    const watching = watch(db, trace, () => isOver);
    await env.sleep(warmSeconds * 1_000);
    trace.latenciesMs.length = 0;
    trace.answerMs.length = 0;
    trace.afterAnswerMs.length = 0;
    const before = await parts.cpuMs();
    await env.sleep(seconds * 1_000);
    const after = await parts.cpuMs();
    stop.abort();
    await driving;
    isOver = true;
    await watching;
    await db.destroy();
    const costs = Object.keys(after).map((part) => `${part} ${busyShare(after[part]! - before[part]!)}`);
    console.log(`of one core: ${costs.join(', ')}`);
  } finally {
    await parts.close();
    await rm(home, { recursive: true, force: true });
  }
  const { latenciesMs, answerMs, afterAnswerMs } = trace;
  const told = (what: string, values: readonly number[]) =>
    `${what}: ${[0.5, 0.9, 0.99].map((share) => `p${share * 100} ${quantile(values, share).toFixed(1)}`).join(', ')} ms`;
  console.log(
    `${told('answered', answerMs)}; ${told('visible', latenciesMs)}; ${told('after its answer', afterAnswerMs)}; ` +
      `${latenciesMs.length} commands in ${seconds} s`,
  );
  const ours = quantile(latenciesMs, 0.99);
  const name = 'command over HTTP to queue through NATS: p99 at 1,000/s';
  return [{ name, ours, against: 50, unit: 'ms', ratio: 50 / ours, aim: 1 }];
};

if (import.meta.main) console.table(await bench());
