import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { requireDebianPackages } from './debian.ts';

const run = promisify(execFile);
const source = resolve(import.meta.dirname, '../../packages/tamper-evidence/test/go-verifier/main.go');

/** A log that was exported, and proofs of events in it. */
interface ExportedLog {
  readonly Folder: string;
  readonly Proofs: readonly string[];
  readonly Consistency: readonly never[];
}

/** What Go's reference implementation made of one log. */
interface GoResult {
  readonly Size: number;
  readonly Entries: number;
  readonly Inclusion: number;
  readonly Refused: number;
}

/** Go's reference implementation of signed notes and transparency logs, as a program. */
export interface GoVerifier {
  /** Checks logs and proofs; rejects with what Go says where anything is not as it should be. */
  check(verifierKey: string, logs: readonly ExportedLog[]): Promise<readonly GoResult[]>;
}

/** Builds the verifier in a folder. Go's own cache is shared between tests: the standard library takes half a minute. */
export const buildGoVerifier = async (folder: string): Promise<GoVerifier> => {
  await requireDebianPackages(['golang-go', 'golang-golang-x-mod-dev']);
  const program = join(folder, 'go-verifier');
  const env = {
    ...process.env,
    GO111MODULE: 'off',
    GOPATH: '/usr/share/gocode',
    GOFLAGS: '',
    GOCACHE: join(tmpdir(), 'caselog-go-cache'),
    CGO_ENABLED: '0',
  };
  await run('go', ['build', '-o', program, source], { env });
  return {
    async check(verifierKey, logs) {
      const job = join(folder, 'job.json');
      await writeFile(job, JSON.stringify({ VerifierKey: verifierKey, Logs: logs }));
      const { stdout } = await run(program, [job]);
      return (JSON.parse(stdout) as { readonly Results: readonly GoResult[] }).Results;
    },
  };
};
