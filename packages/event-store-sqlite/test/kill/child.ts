/**
 * Appends without pause until it is killed, and writes a line to standard output for each append the store has acknowledged.
 * Arguments: the ledger's path, the round.
 */
import { writeSync } from 'node:fs';
import { systemEnv } from '@caselog/env';
import { eventIdFor } from '@caselog/event-store';
import type { NewEvent } from '@caselog/event-store';
import { openSqliteStore } from '../../src/index.ts';
import { plainLeafHash } from './leaf.ts';
import type { Acknowledged, GroupData } from './rounds.ts';

const [path, round] = process.argv.slice(2) as [string, string];
const writers = 48;
const store = openSqliteStore({ path, env: systemEnv, leafHash: plainLeafHash });

function groupOf(stream: string, group: number): NewEvent[] {
  const of = 1 + (group % 3);
  return Array.from({ length: of }, (_, index) => {
    const data: GroupData = { group, index, of, text: 'x'.repeat((group * 37) % 900) };
    const commandId = `${round}-${group}`;
    const at = '2026-01-02T03:04:05.678Z';
    const metadata = { commandId, actor: 'agent-1', occurredAt: at, recordedAt: at, schemaVersion: 1 };
    return { id: eventIdFor(stream, commandId, index), type: `Thing${of}Happened`, data, metadata };
  });
}

async function write(stream: string): Promise<void> {
  let revision = -1;
  for (let group = 0; ; group += 1) {
    const events = groupOf(stream, group);
    const result = await store.append(stream, events, revision === -1 ? 'no-stream' : revision);
    if (result.outcome !== 'appended') throw new Error(`${stream} ended as ${result.outcome}`);
    ({ revision } = result);
    const line: Acknowledged = {
      stream,
      ids: events.map(({ id }) => id),
      revision,
      position: result.position,
    };
    // Synchronous: what is acknowledged is told before anything else can happen.
    writeSync(1, `${JSON.stringify(line)}\n`);
  }
}

await Promise.all(Array.from({ length: writers }, (_, writer) => write(`thing-${round}-${writer}`)));
