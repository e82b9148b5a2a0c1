import { resolve } from 'node:path';
import { createFileStore, exportLog } from '@caselog/tamper-evidence';
import { sizeTeller } from '@caselog/installation/notary';
import { present, type AddCommand } from '../command.ts';
import { evidenceOf, neededKeys } from '../evidence.ts';
import { evidentCommand, readingEvident, type EvidentOptions } from '../evident.ts';
import { withProgress } from '../progress.ts';
import { ensureSigned } from '../signing.ts';
import type { Terminal } from '../terminal.ts';

interface Exported {
  readonly folder: string;
  readonly origin: string;
  readonly events: number;
  readonly verifierKey: string;
}

const forPeople = ({ folder, origin, events, verifierKey }: Exported): string =>
  `${events} events of ${origin} in ${folder}, to be checked with the key\n${verifierKey}`;

const run = (folder: string, options: EvidentOptions, terminal: Terminal): Promise<void> =>
  readingEvident(options, terminal, async (store) => {
    await ensureSigned(options.home, store, await sizeTeller(store)(), terminal);
    const evidence = await evidenceOf(options.home);
    const verifierKeys = await neededKeys([], evidence);
    const checkpoints = (await evidence?.store.checkpoints()) ?? [];
    const { origin, size } = await withProgress(terminal, (progress) =>
      exportLog({
        rawEvents: () => store.rawEvents({ batchSize: 2_000 }),
        checkpoints,
        verifierKeys,
        to: createFileStore(resolve(folder)),
        onProgress: (done, total) => {
          terminal.signal.throwIfAborted();
          progress.update('exporting', done, total);
        },
      }),
    );
    const result = { folder: resolve(folder), origin, events: size, verifierKey: verifierKeys[0]! };
    present(terminal, options, result, forPeople);
  });

/** `caselog export-log`: the signed log as static files. */
export const addExportLog: AddCommand = (program, terminal) =>
  evidentCommand(
    program,
    'export-log <folder>',
    'write the signed log as static tiles (c2sp.org/tlog-tiles): hashes of events, no event',
  ).action((folder: string, options: EvidentOptions) => run(folder, options, terminal));
