import { writeFile } from 'node:fs/promises';
import type { RawEvent, SqliteStore } from '@caselog/event-store-sqlite';
import { formatEventFile } from '@caselog/history';
import { UsageError } from '@caselog/process';
import { checkProof, leafRecordOf, prove } from '@caselog/tamper-evidence';
import { ticketStream } from '@caselog/ticket';
import { commonCommand, type AddCommand, type CommonOptions } from '../command.ts';
import { evidenceOf, neededKeys } from '../evidence.ts';
import { readingLedger } from '../home.ts';
import { namedTicket } from '../named-ticket.ts';
import { ensureSigned } from '../signing.ts';
import type { Terminal } from '../terminal.ts';

interface ProveOptions extends CommonOptions {
  readonly out?: string;
  readonly event?: string;
}

const revisionOf = (text: string): number => {
  const revision = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(revision))
    throw new UsageError(`a revision is a whole number from 0, not ${JSON.stringify(text)}`);
  return revision;
};

/** The event of a ticket as it is stored. @throws UsageError when the ticket has no such revision */
const storedEvent = async (store: SqliteStore, ticket: string, revision: number): Promise<RawEvent> => {
  const stream = ticketStream(await namedTicket(store, ticket));
  const [event] = await store.readStream(stream, { from: revision, limit: 1 });
  if (!event) throw new UsageError(`ticket ${JSON.stringify(ticket)} has no event of revision ${revision}`);
  for await (const [raw] of store.rawEvents({ after: event.position - 1, batchSize: 1 })) if (raw) return raw;
  throw new UsageError(`ticket ${JSON.stringify(ticket)} has no event of revision ${revision}`);
};

const run = async (
  ticket: string,
  revisionText: string,
  options: ProveOptions,
  terminal: Terminal,
): Promise<void> => {
  const revision = revisionOf(revisionText);
  await readingLedger(options.home, terminal.env, async (store) => {
    const event = await storedEvent(store, ticket, revision);
    await ensureSigned(options.home, store, event.position, terminal);
    const evidence = (await evidenceOf(options.home))!;
    const verifierKeys = await neededKeys([], evidence);
    const record = leafRecordOf(event);
    const proof = await prove({ log: evidence.store, verifierKeys, index: event.position - 1, record });
    const { checkpoint } = checkProof(proof, { verifierKeys, event });
    if (options.out !== undefined) await writeFile(options.out, proof);
    if (options.event !== undefined) await writeFile(options.event, formatEventFile(event));
    const { position, stream, type } = event;
    const { origin, size } = checkpoint;
    if (options.json) {
      const told = { position, stream, revision, type, origin, size, verifierKey: verifierKeys[0], proof };
      terminal.out(JSON.stringify(told, undefined, 2));
    } else if (options.out === undefined) terminal.out(proof.trimEnd());
    else
      terminal.out(
        `${options.out} proves ${type}, revision ${revision} of ${stream}, to whoever holds the key\n${verifierKeys[0]}`,
      );
  });
};

/** `caselog prove`: a proof of one event that anyone can check without the ledger. */
export const addProve: AddCommand = (program, terminal) =>
  commonCommand(
    program,
    'prove <ticket> <revision>',
    'write a .tlog-proof that an event is in the signed log; what is not signed yet is signed first',
  )
    .option('--out <file>', 'where to write it; default standard output')
    .option('--event <file>', 'write the event too, as check-proof takes it')
    .action((ticket: string, revision: string, options: ProveOptions) =>
      run(ticket, revision, options, terminal),
    );
