import { writeFile } from 'node:fs/promises';
import type { EventStore } from '@caselog/event-store';
import { formatEventFile } from '@caselog/history';
import { UsageError } from '@caselog/process';
import { checkProof, leafRecordOf, prove } from '@caselog/tamper-evidence';
import { ticketStream } from '@caselog/ticket';
import type { AddCommand } from '../command.ts';
import { evidenceOf, neededKeys } from '../evidence.ts';
import { evidentCommand, placeOf, readingEvident, type EvidentOptions } from '../evident.ts';
import { namedTicket } from '../named-ticket.ts';
import { ensureSigned } from '../signing.ts';
import type { Terminal } from '../terminal.ts';

interface ProveOptions extends EvidentOptions {
  readonly out?: string;
  readonly event?: string;
}

const revisionOf = (text: string): number => {
  const revision = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(revision))
    throw new UsageError(`a revision is a whole number from 0, not ${JSON.stringify(text)}`);
  return revision;
};

const noEvent = (ticket: string, revision: number): UsageError =>
  new UsageError(`ticket ${JSON.stringify(ticket)} has no event of revision ${revision}`);

/** The position of a ticket's event. @throws UsageError when the ticket has no such revision */
const positionOf = async (store: EventStore, ticket: string, revision: number): Promise<number> => {
  const stream = ticketStream(await namedTicket(store, ticket));
  const [event] = await store.readStream(stream, { from: revision, limit: 1 });
  if (!event) throw noEvent(ticket, revision);
  return event.position;
};

const run = async (
  ticket: string,
  revisionText: string,
  options: ProveOptions,
  terminal: Terminal,
): Promise<void> => {
  const revision = revisionOf(revisionText);
  await readingEvident(options, terminal, async (store) => {
    const place = await placeOf(store, await positionOf(store, ticket, revision));
    if (!place) throw noEvent(ticket, revision);
    const { index, event } = place;
    await ensureSigned(options.home, store, index + 1, terminal);
    const evidence = (await evidenceOf(options.home))!;
    const verifierKeys = await neededKeys([], evidence);
    const record = leafRecordOf(event);
    const proof = await prove({ log: evidence.store, verifierKeys, index, record });
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
  evidentCommand(
    program,
    'prove <ticket> <revision>',
    'write a .tlog-proof that an event is in the signed log; what is not signed yet is signed first',
  )
    .option('--out <file>', 'where to write it; default standard output')
    .option('--event <file>', 'write the event too, as check-proof takes it')
    .action((ticket: string, revision: string, options: ProveOptions) =>
      run(ticket, revision, options, terminal),
    );
