import { resolve } from 'node:path';
import { UsageError } from '@caselog/process';
import { createVerifier, latestCheckpoint, readLink, type OpenedLink } from '@caselog/tamper-evidence';
import { commonCommand, present, type AddCommand, type CommonOptions } from '../command.ts';
import { evidenceOf, neededKeys } from '../evidence.ts';
import { collect } from '../keys.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface EvidenceOptions extends CommonOptions {
  readonly key: readonly string[];
}

const toldLink = ({ previousOrigin, agreesTo, at, reason, vouchedFor }: OpenedLink) => ({
  previousOrigin,
  agreesTo,
  at,
  reason,
  vouchedFor,
});

const shown = async (options: EvidenceOptions) => {
  const evidence = await evidenceOf(options.home);
  if (!evidence)
    throw new UsageError(
      `nothing was signed in ${resolve(options.home)} yet: start the desk or the notary, or prove an event`,
    );
  const verifierKeys = await neededKeys(options.key, evidence);
  const verifiers = verifierKeys.map(createVerifier);
  const latest = await latestCheckpoint(evidence.store, verifierKeys);
  const link = await readLink(evidence.store, [...verifiers, ...evidence.previousKeys.map(createVerifier)]);
  return {
    origin: latest?.checkpoint.origin ?? verifiers[0]!.name,
    verifierKey: verifierKeys[0]!,
    folder: evidence.folder,
    checkpoint: latest
      ? {
          size: latest.checkpoint.size,
          root: Buffer.from(latest.checkpoint.root).toString('base64'),
          note: latest.note,
        }
      : null,
    continues: link ? toldLink(link) : null,
  };
};
type Shown = Awaited<ReturnType<typeof shown>>;

const forPeople = ({ origin, verifierKey, folder, checkpoint, continues }: Shown): string =>
  [
    table([
      ['origin', origin],
      ['verifier key', verifierKey],
      ['log', folder],
      ['signed', checkpoint ? `${checkpoint.size} events` : 'nothing yet'],
      ...(continues
        ? [
            [
              'continues',
              `${continues.previousOrigin}, with which it agrees up to event ${continues.agreesTo}`,
            ],
            ['because', `${continues.reason} (${continues.at})`],
          ]
        : []),
    ]),
    ...(checkpoint ? [checkpoint.note.trimEnd()] : []),
  ].join('\n\n');

/** `caselog evidence`: by which name and key the ledger is signed, and up to where. */
export const addEvidence: AddCommand = (program, terminal: Terminal) =>
  commonCommand(program, 'evidence', 'show the log’s name, its verifier key and its last signed checkpoint')
    .option('--key <key>', 'a verifier key, or a file that holds it, where the home has no key', collect, [])
    .action(async (options: EvidenceOptions) => present(terminal, options, await shown(options), forPeople));
