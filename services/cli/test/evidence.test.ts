import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildGoVerifier } from '../../../test/support/go-verifier.ts';
import { unguarded } from './damage.ts';
import { log, mapping, openPlace, type Place } from './run.ts';

type Ran = Awaited<ReturnType<Place['call']>>;

let place: Place;
const at = (name: string): string => join(place.home, '..', name);

/** Imports a log of two tickets: A has two events, B has two. */
const importLog = (content = log): Promise<Ran> => {
  const [logFile, mappingFile] = [
    place.file('log.csv', content),
    place.file('mapping.json', JSON.stringify(mapping)),
  ];
  return place.call('import', logFile, '--mapping', mappingFile, '--home', place.home);
};
const call = (...words: readonly string[]): Promise<Ran> => place.call(...words, '--home', place.home);
const json = async (...words: readonly string[]): Promise<Record<string, unknown>> => {
  const { code, stdout, stderr } = await call(...words, '--json');
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout) as Record<string, unknown>;
};
/** What is written to standard error by a command that must fail with one line. */
const refused = async (...words: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await place.call(...words);
  expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({ code: 1, stdout: '', lines: 2 });
  return stderr;
};

const proofFile = (): string => at('a.tlog-proof');
const eventFile = (): string => at('a.json');
/** Proves the second event of ticket A and gives the key to check it with. */
const proveA = async (): Promise<string> => {
  const { code, stdout } = await call('prove', 'A', '1', '--out', proofFile(), '--event', eventFile());
  expect(code).toBe(0);
  return stdout.trimEnd().split('\n').at(-1)!;
};
const checkA = (...words: readonly string[]): Promise<Ran> =>
  place.call('check-proof', proofFile(), ...words, '--json');

beforeEach(async () => {
  place = openPlace();
  await importLog();
});
afterEach(() => place[Symbol.dispose]());

describe('a proof', () => {
  it('is of one event, and is checked without the ledger', async () => {
    const key = await proveA();
    rmSync(place.home, { recursive: true });
    const checked = await checkA('--key', key, '--event', eventFile());
    expect(JSON.parse(checked.stdout)).toMatchObject({
      ok: true,
      size: 4,
      revision: 1,
      type: 'TicketTriaged',
      stream: expect.stringMatching(/^ticket-/) as string,
    });
    const forPeople = await place.call('check-proof', proofFile(), '--key', key);
    expect(forPeople.stdout).toMatch(/^the proof holds\nsigned by +caselog\.local\//);
  });

  it('goes to standard output when no file is named', async () => {
    const { stdout } = await call('prove', 'B', '0');
    expect(stdout).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra /);
    expect(await json('prove', 'B', '0')).toMatchObject({ revision: 0, proof: stdout });
  });

  it('takes the key from a file, as a list of signed notes would', async () => {
    const key = place.file('desk.key', `${await proveA()}\n`);
    expect(await checkA('--key', key)).toMatchObject({ code: 0 });
  });

  it('is refused for another event, with another key, or when a byte of it is changed', async () => {
    const key = await proveA();
    const event = readFileSync(eventFile(), 'utf8');
    const other = place.file('other.json', event.replace('TicketTriaged', 'TicketReopened'));
    expect(await refused('check-proof', proofFile(), '--key', key, '--event', other)).toMatch(
      /^caselog: the proof is refused: the event is not the one it was made for: type was "TicketTriaged"\n$/,
    );
    const stranger = 'example.com/desk+a51ffd14+AbuZqaccwuXozh51wXK5/X2TmvbKrJqoMsaV3TPWq1OQ';
    expect(await refused('check-proof', proofFile(), '--key', stranger)).toMatch(/^caselog: /);
    const proof = readFileSync(proofFile(), 'utf8');
    const broken = place.file('broken.tlog-proof', proof.replace('index 1', 'index 2'));
    expect(await refused('check-proof', broken, '--key', key)).toMatch(/^caselog: the proof is refused: /);
  });

  it('stays valid when the payload is destroyed later', async () => {
    const key = await proveA();
    const db = unguarded(join(place.home, 'ledger.sqlite'));
    db.exec(`UPDATE events SET data = ''`);
    db.close();
    expect(await checkA('--key', key, '--event', eventFile())).toMatchObject({ code: 0 });
  });

  it('is accepted by Go’s reference implementation, and so is the exported log', async () => {
    const go = await buildGoVerifier(at('.'));
    await importLog(
      `${log}${Array.from({ length: 300 }, (_, n) => `${n},2020-01-02T10:00Z,new,Ann Lee\n`).join('')}`,
    );
    const { verifierKey, events } = await json('export-log', at('exported'));
    expect(events).toBe(304);
    const proofs = await Promise.all(
      ['A', 'B', '0', '299'].map(async (ticket) => (await json('prove', ticket, '0'))['proof'] as string),
    );
    const checked = await go.check(String(verifierKey), [
      { Folder: at('exported'), Proofs: proofs, Consistency: [] },
    ]);
    expect(checked).toMatchObject([{ Size: 304, Entries: 304, Inclusion: 4 }]);
  }, 300_000);

  it.each([
    ['a ticket that is not there', ['Z', '0'], 'there is no ticket "Z"'],
    ['a revision that is none', ['A', 'one'], 'a revision is a whole number from 0, not "one"'],
    ['a revision that is not there', ['A', '9'], 'ticket "A" has no event of revision 9'],
  ])('of %s is refused with one line', async (_, words, line) => {
    expect(await refused('prove', ...words, '--home', place.home)).toBe(`caselog: ${line}\n`);
  });

  it('is refused with one line when what is given is no key, no file, no proof or no event', async () => {
    const key = await proveA();
    const check = (...words: readonly string[]) => refused('check-proof', ...words);
    expect(await check(proofFile())).toContain("required option '--key <key>' not specified");
    expect(await check(proofFile(), '--key', 'x+00000000+x')).toContain('is no verifier key');
    expect(await check(proofFile(), '--key', at('none'))).toContain('there is no such file');
    expect(await check(at('none'), '--key', key)).toContain('there is no such file');
    expect(await check(eventFile(), '--key', key)).toContain('not a tlog-proof');
    expect(await check(proofFile(), '--key', key, '--event', proofFile())).toContain('not an event file');
  });
});

describe('the evidence of a home', () => {
  it('is shown: name, key and last checkpoint', async () => {
    expect(await refused('evidence', '--home', place.home)).toContain('nothing was signed in');
    const verifierKey = await proveA();
    const evidence = await json('evidence');
    expect(evidence).toMatchObject({
      origin: expect.stringMatching(/^caselog\.local\//) as string,
      verifierKey,
      checkpoint: { size: 4 },
      continues: null,
    });
    const { stdout } = await call('evidence');
    expect(stdout).toContain(`verifier key  ${verifierKey}`);
  });

  it('covers what is signed, and verify says how much that is', async () => {
    expect(await json('verify')).toEqual({ ok: true, events: 4, tickets: 2, faults: [] });
    await proveA();
    await importLog(`${log}C,2020-01-02T10:00Z,new,Ann Lee\n`);
    expect(await json('verify')).toMatchObject({
      ok: true,
      events: 5,
      evidence: { signed: 4, checkpoints: 1 },
    });
  });

  it('tells of a ledger that was rewritten with everything in the house, by a checkpoint that had left it', async () => {
    const key = await proveA();
    copyFileSync(join(place.home, 'evidence/1/checkpoint'), at('kept.checkpoint'));
    for (const name of ['ledger.sqlite', 'evidence', 'notary.lock'])
      rmSync(join(place.home, name), { recursive: true });
    await importLog(log.replace('Bob Day', 'Bob Noon'));
    await call('prove', 'A', '0');
    expect(await json('verify')).toMatchObject({ ok: true });
    const { code, stdout } = await call(
      'verify',
      '--checkpoint',
      at('kept.checkpoint'),
      '--key',
      key,
      '--json',
    );
    expect({ code, faults: (JSON.parse(stdout) as { faults: unknown[] }).faults }).toMatchObject({
      code: 1,
      faults: expect.arrayContaining([expect.objectContaining({ kind: 'forked' })]) as unknown,
    });
  });

  it('can be checked where the key of the home is not, by a key that is given', async () => {
    const key = await proveA();
    rmSync(join(place.home, 'keys'), { recursive: true });
    expect(await refused('evidence', '--home', place.home)).toContain('give the verifier key with --key');
    expect(await json('verify', '--key', key)).toMatchObject({ ok: true, evidence: { signed: 4 } });
  });

  it('names what was changed, removed and inserted', async () => {
    await proveA();
    const db = unguarded(join(place.home, 'ledger.sqlite'));
    db.exec(`UPDATE events SET data = replace(data, 'Case A', 'Case Z') WHERE position = 1`);
    db.exec('DELETE FROM events WHERE position = 3');
    db.close();
    const { code, stdout } = await call('verify', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      faults: expect.arrayContaining([
        expect.objectContaining({ kind: 'changed', position: 1, revision: 0 }),
        expect.objectContaining({ kind: 'removed', position: 3 }),
      ]) as unknown,
    });
    const forPeople = await call('verify');
    expect(forPeople.stdout).toMatch(
      /^position 1, ticket-[0-9a-f-]{36}, revision 0: is not what was signed/m,
    );
  });

  it('begins anew after a restored backup, linked to what was signed before', async () => {
    const backup = at('backup.sqlite');
    copyFileSync(join(place.home, 'ledger.sqlite'), backup);
    await importLog(`${log}C,2020-01-02T10:00Z,new,Ann Lee\n`);
    await proveA();
    const words = ['begin-origin', '--reason', 'restored a backup', '--home', place.home];
    expect(await refused(...words)).toContain('a new origin is not needed');
    copyFileSync(backup, join(place.home, 'ledger.sqlite'));
    expect(await refused('export-log', at('exported'), '--home', place.home)).toContain(
      'the ledger has 4 events, but 5 were signed',
    );
    expect(await json('begin-origin', '--reason', 'restored a backup')).toMatchObject({
      signedBefore: 5,
      events: 4,
      reason: 'restored a backup',
    });
    await call('prove', 'A', '0');
    expect(await json('evidence')).toMatchObject({
      origin: expect.stringMatching(/\/2$/) as string,
      checkpoint: { size: 4 },
      continues: { reason: 'restored a backup', vouchedFor: true },
    });
    expect(await json('verify')).toMatchObject({ ok: true, evidence: { signed: 4 } });
  });

  it('may not be exported over that of another ledger', async () => {
    await json('export-log', at('exported'));
    const other = at('other');
    mkdirSync(other);
    cpSync(join(place.home, 'ledger.sqlite'), join(other, 'ledger.sqlite'));
    const line = await refused('export-log', at('exported'), '--home', other);
    expect(line).toMatch(/^caselog: /);
    writeFileSync(at('file'), '');
    expect(await refused('export-log', at('file'), '--home', place.home)).toMatch(/^caselog: /);
  });
});

describe('caselog gate', () => {
  it('folds all history by this program’s chart, and is content where every ticket ends as it was recorded', async () => {
    expect(await json('gate')).toEqual({ ok: true, tickets: 2, events: 4, differences: [] });
    expect((await call('gate')).stdout).toMatch(/^tickets +2\nevents +4\nwould end elsewhere +0\n$/);
  });

  it('refuses a ledger whose chart nobody has a record of', async () => {
    const db = unguarded(join(place.home, 'ledger.sqlite'));
    db.exec(`UPDATE events SET metadata = json_set(metadata, '$.chartVersion', '99')`);
    db.close();
    expect(await refused('gate', '--home', place.home)).toMatch(
      /recorded under chart 99, of which there is no record/,
    );
  });
});
