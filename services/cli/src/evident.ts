import { openLedgerToRead, type NamedLedger } from '@caselog/installation/ledger-url';
import type { RawEvent } from '@caselog/tamper-evidence';
import type { Command } from 'commander';
import { commonCommand, type CommonOptions } from './command.ts';
import { readingLedger } from './home.ts';
import type { Terminal } from './terminal.ts';

/** A ledger that gives its stored bytes. */
type Ledger = NamedLedger['store'];

/** What a command takes that works with evidence. */
export interface EvidentOptions extends CommonOptions {
  /** Absent: the home's own ledger. */
  readonly ledger?: string;
}

/** A command that works with a ledger and the evidence that is kept for it in a home. */
export const evidentCommand = (program: Command, nameAndArguments: string, description: string): Command =>
  commonCommand(program, nameAndArguments, description).option(
    '--ledger <ledger>',
    'the ledger, where it is not the home’s own: kurrentdb://… for a cluster’s',
  );

/** Reads the ledger that the options name. @throws UsageError, LedgerUrlError when there is none */
export const readingEvident = async <Result>(
  { home, ledger }: EvidentOptions,
  { env }: Terminal,
  work: (store: Ledger) => Promise<Result>,
): Promise<Result> => {
  if (ledger === undefined) return readingLedger(home, env, work);
  const { store } = await openLedgerToRead(ledger, env);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
};

/** Where an event stands among all events, from 0, and its stored bytes; undefined when it is not there. */
export const placeOf = async (
  store: Ledger,
  position: number,
): Promise<{ readonly index: number; readonly event: RawEvent } | undefined> => {
  if (store.capabilities.gapFreePositions) {
    for await (const [event] of store.rawEvents({ after: position - 1, batchSize: 1 }))
      return event && { index: position - 1, event };
    return undefined;
  }
  let before = 0;
  for await (const batch of store.rawEvents({ batchSize: 2_000 })) {
    const at = batch.findIndex((event) => event.position === position);
    if (at >= 0) return { index: before + at, event: batch[at]! };
    before += batch.length;
  }
  return undefined;
};
