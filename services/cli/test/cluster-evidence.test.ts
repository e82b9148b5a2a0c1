import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startKurrentCluster, type KurrentCluster } from '../../../test/support/kurrentdb/index.ts';
import { log, mapping, openPlace, type Place } from './run.ts';

let place: Place;
let cluster: KurrentCluster;
let url: string;

/** A ledger on a cluster, and a home that holds nothing but its evidence. */
beforeEach(async () => {
  place = openPlace();
  cluster = await startKurrentCluster();
  url = cluster.connectionString('tls=false&discoveryInterval=1');
  const filled = join(place.home, '..', 'filled');
  const files = [place.file('log.csv', log), '--mapping', place.file('m.json', JSON.stringify(mapping))];
  await place.call('import', ...files, '--home', filled);
  expect(await place.call('migrate', '--from', filled, '--to', url)).toMatchObject({ code: 0 });
});
afterEach(async () => {
  await cluster.destroy();
  place[Symbol.dispose]();
});

const call = (...words: readonly string[]) =>
  place.call(...words, '--ledger', url, '--home', place.home, '--json');
const verified = async () => JSON.parse((await call('verify')).stdout) as Record<string, unknown>;
const tickets = () => cluster.log.records.filter(({ stream }) => stream.startsWith('ticket-'));

describe('The evidence of a ledger on a cluster', () => {
  it('is signed, proves an event offline, and covers what the cluster holds', async () => {
    const { stream, revision } = tickets()[1]!;
    const proven = join(place.home, '..', 'a.tlog-proof');
    const ticket = stream.slice('ticket-'.length);
    const proved = await call('prove', ticket, String(revision), '--out', proven);
    const { verifierKey } = JSON.parse(proved.stdout) as { verifierKey: string };
    expect(await place.call('check-proof', proven, '--key', verifierKey)).toMatchObject({ code: 0 });
    const events = tickets().length;
    expect(await verified()).toMatchObject({ ok: true, events, evidence: { signed: events } });
  });

  it('names an event that was changed', async () => {
    expect(await call('export-log', join(place.home, '..', 'exported'))).toMatchObject({ code: 0 });
    const { metadata, position } = tickets()[1]!;
    // When it happened, a year later.
    metadata[Buffer.from(metadata).indexOf('2020') + 3] = '1'.charCodeAt(0);
    const { code, stdout } = await call('verify');
    expect(code).toBe(1);
    const { faults } = JSON.parse(stdout) as { faults: unknown[] };
    expect(faults).toContainEqual(expect.objectContaining({ kind: 'changed', position }));
  });

  it('names an event that was removed', async () => {
    expect(await call('export-log', join(place.home, '..', 'exported'))).toMatchObject({ code: 0 });
    cluster.log.records.splice(cluster.log.records.indexOf(tickets()[1]!), 1);
    const { code, stdout } = await call('verify');
    expect(code).toBe(1);
    // Positions have gaps anyway: its place in the tree tells which it was.
    const { faults } = JSON.parse(stdout) as { faults: unknown[] };
    expect(faults).toContainEqual({ kind: 'removed', problem: 'leaf 2 was removed' });
  });
});
