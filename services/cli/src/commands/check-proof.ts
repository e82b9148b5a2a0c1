import { parseEventFile } from '@caselog/history';
import { checkProof, type CheckedProof } from '@caselog/tamper-evidence';
import type { AddCommand } from '../command.ts';
import { collect, readNamed, verifierKeyOf } from '../keys.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface CheckProofOptions {
  readonly key: readonly string[];
  readonly event?: string;
  readonly json: boolean;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** What a proof that holds says. */
const told = ({ leaf, checkpoint }: CheckedProof) => ({
  ok: true,
  origin: checkpoint.origin,
  size: checkpoint.size,
  root: hex(checkpoint.root),
  position: leaf.position,
  stream: leaf.stream,
  revision: leaf.revision,
  type: leaf.type,
  id: leaf.id,
  recordedAt: leaf.recordedAt,
  dataSha256: hex(leaf.dataHash),
  metadataSha256: hex(leaf.metadataHash),
});

const forPeople = (proved: ReturnType<typeof told>, isOfEvent: boolean): string =>
  [
    isOfEvent ? 'the proof holds, and is of this event' : 'the proof holds',
    table([
      ['signed by', proved.origin],
      ['of', `${proved.size} events`],
      ['event', `${proved.type}, revision ${proved.revision} of ${proved.stream}`],
      ['position', `${proved.position}`],
      ['id', proved.id],
      ['recorded at', proved.recordedAt],
      ['SHA-256 of its data', proved.dataSha256],
      ['and its metadata', proved.metadataSha256],
    ]),
  ].join('\n');

const run = async (file: string, { key, event, json }: CheckProofOptions, terminal: Terminal) => {
  const verifierKeys = await Promise.all(key.map(verifierKeyOf));
  const proof = await readNamed(file);
  const raw = event === undefined ? undefined : parseEventFile(await readNamed(event));
  const proved = told(checkProof(proof, { verifierKeys, event: raw }));
  terminal.out(json ? JSON.stringify(proved, undefined, 2) : forPeople(proved, raw !== undefined));
};

/** `caselog check-proof`: checks a proof offline, without a home. */
export const addCheckProof: AddCommand = (program, terminal) =>
  program
    .command('check-proof <file>')
    .description('check a .tlog-proof, without the ledger, and say what it proves')
    .requiredOption(
      '--key <key>',
      'a verifier key to trust, or a file that holds it; may be repeated',
      collect,
    )
    .option('--event <file>', 'the event it should be of, as prove writes it')
    .option('--json', 'write the result as JSON', false)
    .action((file: string, options: CheckProofOptions) => run(file, options, terminal));
