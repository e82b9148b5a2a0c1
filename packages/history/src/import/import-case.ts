import type { Env } from '@caselog/env';
import {
  ContentionError,
  OutcomeUnknownError,
  PartialRepeatError,
  type AppendResult,
  type EventStore,
  type RecordedEvent,
} from '@caselog/event-store';
import { ticketIdAt } from '@caselog/helpdesk';
import { ticketStream } from '@caselog/ticket';
import type { CaseCounts } from './counts.ts';
import { openedAtMs, planCase, type CasePlan } from './plan-case.ts';
import type { RowReader } from './row.ts';
import type { StagedCase } from './staging.ts';

/** What all cases of an import share. */
export interface CaseImport {
  readonly store: EventStore;
  readonly env: Env;
  readonly source: string;
  /** Stamped on what is imported. */
  readonly policyVersion: string | undefined;
  readonly rowReader: RowReader;
}

/** A plan and the stream it is for. What it was made from is let go: hundreds of plans may wait for a disk. */
interface Prepared extends CasePlan {
  readonly stream: string;
}

const attemptsMax = 10;

const streamOf = ({ source, rowReader }: CaseImport, { caseId, ticketId, rows }: StagedCase): string =>
  ticketStream(
    ticketId ?? ticketIdAt(openedAtMs(rowReader.read(rows[0]!())), JSON.stringify([source, caseId])),
  );

const prepare = (
  { env, source, policyVersion, rowReader }: CaseImport,
  { caseId, rows }: StagedCase,
  stream: string,
  recorded: readonly RecordedEvent[],
): Prepared => {
  const read = rows.map((values) => rowReader.read(values()));
  return {
    stream,
    ...planCase({ source, caseId, stream, rows: read, recorded, nowMs: env.now(), policyVersion }),
  };
};

/** The append's result; undefined when the ledger must be read again to learn what is there. */
const append = (
  store: EventStore,
  { stream, events }: Prepared,
  recorded: number,
): Promise<AppendResult | undefined> =>
  store.append(stream, events, recorded === 0 ? 'no-stream' : recorded - 1).catch((error: unknown) => {
    if (error instanceof OutcomeUnknownError || error instanceof PartialRepeatError) return undefined;
    throw error;
  });

/**
 * Imports one case: what the ledger holds of it stays, what is new follows it, in one append. Not pure: reads and writes the store.
 * @throws ContentionError and what the store throws
 */
export const importCase = async (context: CaseImport, one: StagedCase): Promise<CaseCounts> => {
  const { store } = context;
  const stream = streamOf(context, one);
  let isThere = one.ticketId !== undefined;
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const recorded = isThere ? await store.readStream(stream) : [];
    const prepared = prepare(context, one, stream, recorded);
    const { counts, events } = prepared;
    if (events.length === 0) return counts;
    const result = await append(store, prepared, recorded.length);
    if (result?.outcome === 'appended') return counts;
    if (result?.outcome === 'repeated') return { ...counts, appended: 0 };
    isThere = true;
  }
  throw new ContentionError(stream, attemptsMax);
};
