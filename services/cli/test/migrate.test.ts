import { cpSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { systemEnv } from '@caselog/env';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startKurrentCluster, type KurrentCluster } from '../../../test/support/kurrentdb/index.ts';
import { mapping, openPlace, type Place } from './run.ts';

const cases = 150;
const content = ['case,time,activity,who']
  .concat(
    Array.from({ length: cases }, (_, n) =>
      ['10:00Z,new', '11:00Z,work', '12:00Z,done'].map((rest) => `${n},2020-01-01T${rest},Ann Lee`),
    ).flat(),
  )
  .join('\n');
const events = 3 * cases;

let place: Place;
const at = (name: string): string => join(place.home, '..', name);
beforeEach(async () => {
  place = openPlace();
  const [log, mappingFile] = [place.file('log.csv', content), place.file('m.json', JSON.stringify(mapping))];
  await place.call('import', log, '--mapping', mappingFile, '--home', place.home);
});
afterEach(() => place[Symbol.dispose]());

const migrate = async (from: string, to: string): Promise<Record<string, unknown>> => {
  const { code, stdout, stderr } = await place.call('migrate', '--from', from, '--to', to, '--json');
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, unknown>;
};

const storedIn = async (path: string) => {
  const store = openSqliteStore({ path, env: systemEnv, readOnly: true });
  try {
    return (await Array.fromAsync(store.rawEvents())).flat();
  } finally {
    await store.close();
  }
};

/** A cluster of one, on the protocol double, which asks nobody who they are. */
const aCluster = async (): Promise<KurrentCluster & { readonly url: string }> => {
  const cluster = await startKurrentCluster();
  onTestFinished(() => cluster.destroy());
  const url = cluster.connectionString('tls=false&discoveryInterval=1', { account: 'caselog:secret@' });
  return Object.assign(cluster, { url });
};

describe('caselog migrate', () => {
  it('carries a home to a file and to another home, byte for byte', async () => {
    const first = await migrate(place.home, `sqlite:${at('copy.sqlite')}`);
    expect(first).toMatchObject({ events, added: events });
    const second = await migrate(`sqlite:${at('copy.sqlite')}`, at('other'));
    expect(second).toMatchObject({ events, digest: first['digest'] });
    expect(await storedIn(at('other/ledger.sqlite'))).toEqual(
      await storedIn(join(place.home, 'ledger.sqlite')),
    );
    const { stdout } = await place.call('migrate', '--from', place.home, '--to', at('other'));
    expect(stdout).toMatch(
      /^from .*\nto .*\nevents +450\n {2}added now +0\nboth have the digest [0-9a-f]{64}\n/,
    );
  });

  it('goes to a KurrentDB cluster and back, and what was signed before still holds', async () => {
    expect(await place.call('prove', '0', '1', '--home', place.home)).toMatchObject({ code: 0 });
    const { url } = await aCluster();
    const there = await migrate(place.home, url);
    expect(there).toMatchObject({
      events,
      added: events,
      to: expect.not.stringContaining('secret') as string,
    });
    const back = await migrate(url, at('back'));
    expect(back).toMatchObject({ events, digest: there['digest'] });
    expect(await storedIn(at('back/ledger.sqlite'))).toEqual(
      await storedIn(join(place.home, 'ledger.sqlite')),
    );
    for (const name of ['evidence', 'keys'])
      cpSync(join(place.home, name), at(`back/${name}`), { recursive: true });
    const { stdout } = await place.call('verify', '--home', at('back'), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, events, evidence: { signed: events } });
  });

  it('may be killed at any moment, and goes on where the target ends', async () => {
    const cluster = await aCluster();
    const words = ['migrate', '--from', place.home, '--to', cluster.url, '--json'];
    const main = resolve(import.meta.dirname, '../src/main.ts');
    const child = spawn(process.execPath, [main, ...words], { stdio: 'ignore' });
    const gone = once(child, 'exit');
    await vi.waitFor(() => expect(cluster.log.records.length).toBeGreaterThan(60), {
      timeout: 60_000,
      interval: 1,
    });
    child.kill('SIGKILL');
    expect(await gone).toEqual([null, 'SIGKILL']);
    const { added, digest } = await migrate(place.home, cluster.url);
    expect(added).toBeGreaterThan(0);
    expect(added).toBeLessThan(events);
    expect(digest).toBe((await migrate(cluster.url, at('back')))['digest']);
  });

  it('follows a leader that changes and connections that break on the way', async () => {
    const cluster = await aCluster();
    const cut = async (): Promise<void> => {
      await vi.waitFor(() => expect(cluster.log.records.length).toBeGreaterThan(40), {
        timeout: 50_000,
        interval: 1,
      });
      cluster.leaderNode.cut();
    };
    const [migrated] = await Promise.all([migrate(place.home, cluster.url), cut()]);
    expect(migrated).toMatchObject({ events });
  });

  it.each([
    ['nothing', [], "required option '--from <ledger>' not specified"],
    [
      'a ledger that is none',
      ['--from', 'mysql://root:pass@host/db', '--to', 'x'],
      'mysql://***@host/db: is no ledger; name a home folder, sqlite:<file> or kurrentdb://<hosts>',
    ],
  ])('refuses %s with one line', async (_, words, line) => {
    expect(await place.call('migrate', ...words)).toEqual({
      code: 1,
      stdout: '',
      stderr: `caselog: ${line}\n`,
    });
  });

  it('refuses a source that is not there, and a target that is the source or holds something else', async () => {
    const refused = async (from: string, to: string): Promise<string> => {
      const { code, stderr } = await place.call('migrate', '--from', from, '--to', to);
      expect({ code, lines: stderr.split('\n').length }).toEqual({ code: 1, lines: 2 });
      return stderr;
    };
    expect(await refused(at('none'), at('other'))).toContain('there is no ledger');
    const file = join(place.home, 'ledger.sqlite');
    expect(await refused(place.home, `sqlite:${file}`)).toContain('is both the source and the target');
    const log = place.file('other.csv', `${content.split('\n', 2).join('\n')}\n`);
    const mappingFile = place.file('m.json', JSON.stringify({ ...mapping, source: 'other' }));
    await place.call('import', log, '--mapping', mappingFile, '--home', at('other'));
    const before = readFileSync(at('other/ledger.sqlite'));
    expect(await refused(place.home, at('other'))).toContain(
      'the target does not hold a beginning of the source',
    );
    expect(readFileSync(at('other/ledger.sqlite')).equals(before)).toBe(true);
  });
});
