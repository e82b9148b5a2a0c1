import { mkdirSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault, Verification } from '@caselog/history';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyFlip, damagedCopy, rawDamagedCopy, type Flip, type Victim } from './damage.ts';
import { mapping, openPlace, type Place } from './run.ts';

let place: Place;
let ledger: string;
let copy: string;
/** In the ledger. */
const events = 108;

const rows = (cases: readonly number[]): string =>
  cases
    .map((number) =>
      ['10:00Z,new', '11:00Z,work', '12:00Z,done']
        .map((rest) => `${number},2020-01-01T${rest},Ann Lee\n`)
        .join(''),
    )
    .join('');
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** Imports cases into the home. */
const importCases = async (cases: readonly number[]): Promise<void> => {
  const log = place.file('log.csv', `case,time,activity,who\n${rows(cases)}`);
  const mappingFile = place.file('mapping.json', JSON.stringify(mapping));
  expect(await place.call('import', log, '--mapping', mappingFile, '--home', place.home)).toMatchObject({
    code: 0,
  });
};

beforeAll(async () => {
  place = openPlace();
  await importCases(numbers(0, 30));
  // Everything so far is signed; what comes is not yet.
  const exported = await place.call('export-log', join(place.home, '../exported'), '--home', place.home);
  expect(exported).toMatchObject({ code: 0 });
  await importCases(numbers(0, 36));
  ledger = join(place.home, 'ledger.sqlite');
  const copyHome = join(place.home, '../copy');
  mkdirSync(copyHome);
  cpSync(join(place.home, 'evidence'), join(copyHome, 'evidence'), { recursive: true });
  cpSync(join(place.home, 'keys'), join(copyHome, 'keys'), { recursive: true });
  copy = join(copyHome, 'ledger.sqlite');
});
afterAll(() => place[Symbol.dispose]());

const verifyCopy = async (): Promise<Verification> => {
  const { stdout } = await place.call('verify', '--home', join(copy, '..'), '--json');
  return JSON.parse(stdout) as Verification;
};

const isNamed = (faults: readonly Fault[], victim: Victim): boolean =>
  faults.some(
    ({ position = Infinity, lastPosition = position, stream, revision }) =>
      (position <= victim.position && victim.position <= lastPosition) ||
      (stream === victim.stream && revision === victim.revision),
  );

describe('caselog verify, after one byte of the event table was flipped', () => {
  it('is content with the ledger as it was', async () => {
    cpSync(ledger, copy);
    expect(await verifyCopy()).toMatchObject({ ok: true, events, faults: [], evidence: { signed: 90 } });
  });

  it('finds each of 200, and names the event', async () => {
    const check = async (flip: Flip): Promise<void> => {
      const [victim] = damagedCopy(ledger, copy, [flip]);
      const { ok, faults } = await verifyCopy();
      expect({ ok, unnamed: isNamed(faults, victim!) ? [] : faults }).toEqual({ ok: false, unnamed: [] });
    };
    await fc.assert(fc.asyncProperty(anyFlip, check), { numRuns: 200, endOnFailure: true });
  }, 300_000);

  it('finds twenty at once, and names each event', async () => {
    const flips = fc.uniqueArray(anyFlip, {
      minLength: 20,
      maxLength: 20,
      selector: ({ row }) => row % events,
    });
    const check = async (some: readonly Flip[]): Promise<void> => {
      const victims = damagedCopy(ledger, copy, some);
      const { faults } = await verifyCopy();
      expect(victims.filter((victim) => !isNamed(faults, victim))).toEqual([]);
    };
    await fc.assert(fc.asyncProperty(flips, check), { numRuns: 8, endOnFailure: true });
  }, 300_000);

  it('finds each that changed what is stored, wherever in the pages of the table it was', async () => {
    const check = async (flip: Flip): Promise<void> => {
      if (rawDamagedCopy(ledger, copy, flip)) expect(await verifyCopy()).toMatchObject({ ok: false });
    };
    await fc.assert(fc.asyncProperty(anyFlip, check), { numRuns: 50, endOnFailure: true });
  }, 300_000);
});
