import { randomBytes } from 'node:crypto';
import { EventLogBuilder, selectCases, type EventLog, type TraceEvent } from '@caselog/discovery';
import { asksForPseudonyms, foldLedger, logCases, readMapping } from '@caselog/history';
import { UsageError } from '@caselog/process';
import { lifecycleStates } from '@caselog/ticket';
import type { CommonOptions } from '../command.ts';
import { readingLedger } from '../home.ts';
import { withProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { belongsTo, type Member, type Population } from './population.ts';

/** Where cases come from, and what counts as an activity. */
export interface SourceOptions extends CommonOptions {
  /** A log of another system instead of the ledger. */
  readonly log?: string;
  readonly mapping?: string;
  /** `state`: the states entered. `event`: every event by its type. */
  readonly activity: 'state' | 'event';
}

/** A log, and what is known of each of its cases. */
export interface Source {
  readonly log: EventLog;
  readonly members: readonly Member[];
  /** Rows that no activity could be made of, by reason, with how many there are. */
  readonly kept: Readonly<Record<string, number>>;
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

type Told = TraceEvent & { readonly commandId: string };

/**
 * The states as the sources told them: of a command that took the ticket over inferred states only the last was told, and an inferred opening
 * was not told at all.
 */
const asTold = (events: readonly (Told & { readonly inferred: boolean })[]): readonly TraceEvent[] =>
  events.filter(
    ({ commandId, inferred }, index) =>
      !inferred || (index > 0 && events[index + 1]?.commandId !== commandId),
  );

const ofLedger = (
  { home, activity }: SourceOptions,
  terminal: Terminal,
  isAsTold: boolean,
): Promise<Source> =>
  readingLedger(home, terminal.env, async (store) => {
    const total = await store.head();
    const byTicket = new Map<string, (Told & { readonly inferred: boolean })[]>();
    const kept: Record<string, number> = {};
    const states = await withProgress(terminal, (progress) =>
      foldLedger(store, {
        signal: terminal.signal,
        onProgress: ({ position }) => progress.update('reading', position, total),
        onStep({ recorded, before, after }) {
          const { type, data, metadata, stream } = recorded;
          if (type === 'NonconformingFactRecorded') {
            const { reason } = data as { reason: string };
            kept[reason] = (kept[reason] ?? 0) + 1;
          }
          const state = after.configuration.lifecycle;
          if (activity === 'state' && state === before?.configuration.lifecycle) return;
          const isConcluded = (data as { inferred?: true }).inferred === true;
          const event = {
            activity: activity === 'state' ? state : type,
            atMs: Date.parse(metadata.occurredAt),
            // Nobody acted in what was concluded.
            resource: isConcluded ? null : metadata.actor,
            commandId: metadata.commandId,
            inferred: isConcluded,
          };
          const own = byTicket.get(stream);
          if (own) own.push(event);
          else byTicket.set(stream, [event]);
        },
      }),
    );
    const builder = new EventLogBuilder(activity === 'state' ? lifecycleStates : []);
    const members: Member[] = [];
    for (const [stream, events] of byTicket) {
      const told = isAsTold ? asTold(events) : events;
      if (told.length === 0) continue;
      builder.add(stream.slice('ticket-'.length), told);
      const { priority, team } = states.get(stream)!.context;
      members.push({ openedAtMs: events[0]!.atMs, priority, team });
    }
    return { log: builder.build(), members, kept };
  });

const ofFile = async (
  { log: file, mapping: mappingFile }: SourceOptions,
  terminal: Terminal,
): Promise<Source> => {
  if (mappingFile === undefined)
    throw new UsageError('--log needs --mapping, which says what its columns mean');
  const mapping = await readMapping(mappingFile);
  // Nothing is kept of it, so people get pseudonyms of this run.
  const pseudonymKey = asksForPseudonyms(mapping) ? randomBytes(32) : undefined;
  const builder = new EventLogBuilder(lifecycleStates);
  const members: Member[] = [];
  let quarantined = 0;
  await withProgress(terminal, async (progress) => {
    const onBytes = (done: number, total: number) => progress.update('reading', done, total, megabytes);
    for await (const { caseId, rows } of logCases({
      file: file!,
      mapping,
      pseudonymKey,
      onBytes,
      signal: terminal.signal,
    })) {
      const events: TraceEvent[] = [];
      for (const { state, atMs, actor } of rows)
        if (state === undefined) quarantined += 1;
        // Telling the state again is no step.
        else if (events.at(-1)?.activity !== state) events.push({ activity: state, atMs, resource: actor });
      if (events.length === 0) continue;
      builder.add(caseId, events);
      members.push({ openedAtMs: events[0]!.atMs, priority: undefined, team: undefined });
    }
  });
  const kept: Record<string, number> = {};
  if (quarantined > 0) kept['kept out of the statechart by the mapping'] = quarantined;
  return { log: builder.build(), members, kept };
};

/**
 * Reads the cases that a command is to look at: from the ledger, or from a log with its mapping. `isAsTold`: only what sources told, without
 * what was concluded. @throws UsageError and what reading throws
 */
export const readSource = (options: SourceOptions, terminal: Terminal, isAsTold = false): Promise<Source> =>
  options.log === undefined ? ofLedger(options, terminal, isAsTold) : ofFile(options, terminal);

/** The cases of a population. @throws UsageError when the source does not know what the population asks for */
export const inPopulation = ({ log, members }: Source, population: Population): EventLog => {
  const unknown = (['priority', 'team'] as const).find(
    (key) => population[key] !== undefined && members.every((member) => member[key] === undefined),
  );
  if (unknown !== undefined && members.length > 0)
    throw new UsageError(`--${unknown} is known of tickets in the ledger only: import the log first`);
  const belongs = belongsTo(population);
  return selectCases(
    log,
    members.flatMap((member, index) => (belongs(member) ? [index] : [])),
  );
};
