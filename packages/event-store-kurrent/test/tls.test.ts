import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KurrentAccessDeniedError, KurrentUnavailableError } from '../src/index.ts';
import { startBench } from './support/double.ts';
import type { Bench } from './support/double.ts';
import { failureOf, idsOf, listen, newEvents } from './support/events.ts';

const file = (name: string) =>
  fileURLToPath(new URL(`../../../test/support/kurrentdb/tls/${name}`, import.meta.url));

const query = (authority: string) =>
  `tls=true&discoveryInterval=1&tlsCAFile=${encodeURIComponent(file(authority))}`;

describe('a cluster with TLS and an account', () => {
  let bench: Bench;
  const account = { user: 'ops@desk', password: 'p:a/s%s?w&r=d' };
  const written = `${encodeURIComponent(account.user)}:${encodeURIComponent(account.password)}@`;
  beforeEach(async () => {
    const tls = { key: readFileSync(file('node.key')), certificate: readFileSync(file('node.pem')) };
    bench = await startBench({ nodes: 2, tls, account, host: 'localhost' });
  });
  afterEach(() => bench.end());

  const open = (accountWritten = written, authority = 'ca.pem', more = {}) =>
    bench.open({
      connectionString: bench.cluster.connectionString(query(authority), { account: accountWritten }),
      ...more,
    });

  it('is written, read and followed with what the connection string says', async () => {
    const store = open();
    const events = newEvents(3);
    await store.append('thing-1', events, 'no-stream');
    expect(idsOf(await store.readStream('thing-1'))).toEqual(idsOf(events));
    expect(await store.head()).toBeGreaterThan(0);
    const listener = listen(store, { after: 0 });
    await listener.reaches(3);
    await listener.stop();
    const expected = `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`;
    const calls = bench.cluster.nodes.flatMap((node) => node.calls);
    expect(new Set(calls.map(({ authorization }) => authorization))).toEqual(new Set([expected]));
  });

  it('refuses another password, and the password stands in no message', async () => {
    const error = await failureOf(open('ops:wr0ng@').append('thing-1', newEvents(1), 'any'));
    expect(error).toBeInstanceOf(KurrentAccessDeniedError);
    expect(String(error)).not.toContain('wr0ng');
    await expect(open('ops:wr0ng@').readStream('thing-1')).rejects.toThrow(KurrentAccessDeniedError);
    await expect(listen(open('ops:wr0ng@'), { after: 0 }).ended).rejects.toThrow(KurrentAccessDeniedError);
  });

  it('is not trusted when another authority is named', async () => {
    const store = open(written, 'other.pem', { deadlineMs: 300, readDeadlineMs: 300 });
    await expect(store.readStream('thing-1')).rejects.toThrow(KurrentUnavailableError);
    await expect(store.append('thing-1', newEvents(1), 'any')).rejects.toThrow(KurrentUnavailableError);
  });
});
