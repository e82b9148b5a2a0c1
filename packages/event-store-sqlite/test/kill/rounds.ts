import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { systemEnv } from '@caselog/env';
import type { RecordedEvent } from '@caselog/event-store';
import { openSqliteStore } from '../../src/index.ts';
import { plainLeafHash } from './leaf.ts';

/** What a child says of an append that was acknowledged to it. */
export interface Acknowledged {
  readonly stream: string;
  readonly ids: readonly string[];
  readonly revision: number;
  readonly position: number;
}

/** What a child's events carry: one of `of` events that were appended together. */
export interface GroupData {
  readonly group: number;
  readonly index: number;
  readonly of: number;
  readonly text: string;
}

export interface KillReport {
  readonly rounds: number;
  readonly acknowledgedAppends: number;
  readonly events: number;
}

function check(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`the ledger is wrong after a kill: ${what}`);
}

/** Lets a child append, and kills it `delayMs` after its first acknowledgement. Returns all it could say before it died. */
async function appendUntilKilled(path: string, round: number, delayMs: number): Promise<Acknowledged[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'child.ts'), path, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: Acknowledged[] = [];
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit');
  lines.on('line', (line) => {
    // The last line may be cut off in the middle.
    if (line.endsWith('}')) said.push(JSON.parse(line) as Acknowledged);
  });
  await Promise.race([once(lines, 'line'), ended]);
  await systemEnv.sleep(delayMs);
  check(child.exitCode === null, `the child of round ${round} ended by itself`);
  child.kill('SIGKILL');
  await Promise.all([ended, once(lines, 'close')]);
  return said;
}

/** Every event behind `after`, in order. */
async function eventsBehind(path: string, after: number): Promise<RecordedEvent[]> {
  const store = openSqliteStore({ path, env: systemEnv });
  const events: RecordedEvent[] = [];
  for await (const batch of store.readAll({ after })) events.push(...batch);
  await store.close();
  return events;
}

/** Each acknowledged append is there once, where it was said to be, whole. */
function checkAcknowledged(
  said: readonly Acknowledged[],
  events: readonly RecordedEvent[],
  before: number,
): void {
  for (const { stream, ids, revision, position } of said) {
    const found = events.slice(position - before - ids.length, position - before);
    check(
      found.length === ids.length &&
        found.every((event, at) => event.id === ids[at] && event.stream === stream),
      `${stream}@${revision}, acknowledged at ${position}, is not there`,
    );
    check(found.at(-1)?.revision === revision, `${stream}@${revision} has another revision`);
  }
}

/** Positions and revisions follow on, no event is there twice, and every group is whole: also what was never acknowledged. */
function checkOrder(events: readonly RecordedEvent[], before: number): void {
  const revisions = new Map<string, number>();
  for (const [at, { position, stream, revision }] of events.entries()) {
    check(position === before + 1 + at, `position ${position} follows ${before + at}`);
    check(revision === (revisions.get(stream) ?? -1) + 1, `${stream}@${revision} is out of order`);
    revisions.set(stream, revision);
    const { index, of } = events[at]!.data as GroupData;
    const last = events[at - index + of - 1];
    check(
      last?.stream === stream && (last.data as GroupData).index === of - 1,
      `${stream}@${revision} is part of half an append`,
    );
  }
  check(new Set(events.map(({ id }) => id)).size === events.length, 'an event is there twice');
}

/** The file is whole, and every stored leaf hash is that of its event. */
async function checkFile(path: string): Promise<void> {
  const store = openSqliteStore({ path, env: systemEnv });
  for await (const batch of store.rawEvents())
    for (const event of batch)
      check(
        Buffer.from(plainLeafHash(event)).equals(event.leafHash!),
        `the leaf hash at ${event.position} is another`,
      );
  await store.close();
  const db = new DatabaseSync(path);
  const answer = db.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
  db.close();
  check(answer === 'ok', String(answer));
}

/**
 * Kills a process that appends under load, `rounds` times at random moments, on one ledger. After each kill every acknowledged append
 * must be there once, in order and whole. Throws at the first fault, naming it.
 */
export async function killRounds(
  path: string,
  rounds: number,
  onRound: (round: number) => void = () => {},
): Promise<KillReport> {
  let events = 0;
  let acknowledgedAppends = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const said = await appendUntilKilled(path, round, systemEnv.random() * 120);
    const fresh = await eventsBehind(path, events);
    checkAcknowledged(said, fresh, events);
    checkOrder(fresh, events);
    events += fresh.length;
    acknowledgedAppends += said.length;
    onRound(round);
  }
  checkOrderOfAll(await eventsBehind(path, 0), events);
  await checkFile(path);
  return { rounds, acknowledgedAppends, events };
}

/** What earlier rounds left is still as it was. */
function checkOrderOfAll(all: readonly RecordedEvent[], events: number): void {
  check(all.length === events, `${all.length} events are left of ${events}`);
  checkOrder(all, 0);
}
