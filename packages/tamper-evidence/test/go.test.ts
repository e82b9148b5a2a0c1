import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireDebianPackages } from '../../../test/support/debian.ts';
import {
  createFileStore,
  createSigner,
  exportLog,
  leafRecordOf,
  openNote,
  createVerifier,
  prove,
  proveConsistency,
  TileReader,
  type RawEvent,
} from '../src/index.ts';
import { makeLedger, sealLedger, verifierKeys } from './support/ledger.ts';

const run = promisify(execFile);
const sizes = [1, 2, 5, 7, 256, 257, 1000, 70_001];
const ledger = makeLedger(70_001, 500);

let folder: string;
let program: string;

beforeAll(async () => {
  await requireDebianPackages(['golang-go', 'golang-golang-x-mod-dev']);
  folder = await mkdtemp(join(tmpdir(), 'caselog-go-'));
  program = join(folder, 'verifier');
  const env = {
    ...process.env,
    GO111MODULE: 'off',
    GOPATH: '/usr/share/gocode',
    GOFLAGS: '',
    GOCACHE: join(folder, 'cache'),
    CGO_ENABLED: '0',
  };
  await run('go', ['build', '-o', program, join(import.meta.dirname, 'go-verifier', 'main.go')], { env });
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const someOf = (size: number): number[] => {
  if (size <= 7) return Array.from({ length: size }, (_, i) => i);
  const wanted = [
    0,
    1,
    2,
    254,
    255,
    256,
    257,
    511,
    512,
    65_535,
    65_536,
    70_000 - 1,
    size >> 1,
    size - 2,
    size - 1,
  ];
  return [...new Set(wanted)].filter((index) => index < size);
};

/** Exports the log of `size` events, with proofs for some of them and from each smaller size. */
const exported = async (size: number): Promise<object> => {
  const events = ledger.slice(0, size);
  const smaller = sizes.filter((other) => other <= size);
  const { checkpoints } = await sealLedger(events, smaller);
  const to = createFileStore(join(folder, String(size)));
  await exportLog({ rawEvents: () => events, checkpoints, verifierKeys, to });
  const proofs = someOf(size).map((index) =>
    prove({ log: to, verifierKeys, index, record: leafRecordOf(events[index] as RawEvent) }),
  );
  const consistency = smaller.map(async (old, i) => {
    const hashes = await proveConsistency(old, size, new TileReader(to, size));
    return { Checkpoint: checkpoints[i], Hashes: hashes.map((hash) => Buffer.from(hash).toString('base64')) };
  });
  return {
    Folder: join(folder, String(size)),
    Proofs: await Promise.all(proofs),
    Consistency: await Promise.all(consistency),
  };
};

interface GoOutput {
  readonly Results: readonly Record<'Size' | 'Entries' | 'Inclusion' | 'Consistency' | 'Refused', number>[];
  readonly SignerKey: string;
  readonly Verifier: string;
  readonly Note: string;
}

describe('Go’s reference implementation', () => {
  it('accepts our notes, tiles, entries and proofs of every size, and refuses them tampered with', async () => {
    const logs: object[] = [];
    for (const size of sizes) logs.push(await exported(size));
    const jobPath = join(folder, 'job.json');
    await writeFile(jobPath, JSON.stringify({ VerifierKey: verifierKeys[0], Logs: logs }));
    const output = JSON.parse((await run(program, [jobPath])).stdout) as GoOutput;
    expect(
      output.Results.map(({ Size, Entries, Inclusion, Consistency }) => [
        Size,
        Entries,
        Inclusion,
        Consistency,
      ]),
    ).toEqual(sizes.map((size, i) => [size, size, someOf(size).length, i + 1]));
    for (const { Inclusion, Refused } of output.Results)
      expect(Refused).toBeGreaterThanOrEqual(3 * Inclusion);
    const opened = openNote(output.Note, [createVerifier(output.Verifier)]);
    expect(opened.text).toBe('signed in Go\n\nwith a blank line\n');
    expect(createSigner(output.SignerKey).verifier.verifierKey).toBe(output.Verifier);
  });
});
