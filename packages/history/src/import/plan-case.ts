import { toInstant } from '@caselog/env';
import { eventIdFor, metadataFor, type NewEvent, type RecordedEvent } from '@caselog/event-store';
import {
  chartVersion,
  decide,
  plainRules,
  type StoredTicketEvent,
  type TicketCommand,
  type TicketEvent,
  type TicketState,
} from '@caselog/ticket';
import { checkingCodec, ticketEventOf } from '../codec.ts';
import { noCounts, type CaseCounts } from './counts.ts';
import { FollowedCase, type Effect } from './followed-case.ts';
import type { LogRow } from './row.ts';

/** A case of a log and what the ledger holds of it. */
export interface CaseToPlan {
  readonly source: string;
  readonly caseId: string;
  readonly stream: string;
  /** In their order; at least one. */
  readonly rows: readonly LogRow[];
  readonly recorded: readonly RecordedEvent[];
  /** Epoch milliseconds; the time at which the ledger takes what is new. */
  readonly nowMs: number;
  /** The version of the policy that governs what is imported, stamped on its events. */
  readonly policyVersion?: string | undefined;
}

export interface CasePlan {
  readonly events: readonly NewEvent[];
  /** As they are once `events` are appended. */
  readonly counts: CaseCounts;
}

/** The actor of what no row shows. */
const importer = 'import';
/** Where the metadata of an imported event keeps its row's place in the order of the log. */
const orderKey = 'logOrder';

interface Told {
  readonly commandId: string;
  readonly actor: string;
  readonly atMs: number;
  readonly order: number | undefined;
}

/** When a case was opened that no row opens: by the log's own word, but never after its first row. */
export const openedAtMs = (row: LogRow): number => Math.min(row.openedAtMs() ?? row.atMs, row.atMs);

const openingCommand = ({ source, caseId }: CaseToPlan, row: LogRow, inferred: boolean): TicketCommand => ({
  type: 'OpenFromLog',
  data: { ...row.opening(), source: { log: source, caseId }, inferred },
});

/** The assignment as it is after a row that may say only a part of it. */
const wholeAssignment = ({ assignment }: LogRow, state: TicketState | undefined) => {
  if (!assignment) return undefined;
  const { assigneeId = null, team = null } = state?.context ?? {};
  return { assigneeId, team, ...assignment };
};

const followCommand = (
  row: LogRow,
  { attributes: told, state: before }: FollowedCase,
): TicketCommand & { type: 'FollowLog' } => {
  const { priority } = row;
  const assignment = wholeAssignment(row, before);
  const { state, surveyEnd = 'lapsed', quarantine } = row.meaning;
  const data =
    state === undefined
      ? { quarantine, attributes: {} }
      : { state, assignment, priority, attributes: row.changes(told) };
  return {
    type: 'FollowLog',
    data: {
      surveyEnd,
      ...data,
      // Asked for by the few rows that the chart cannot follow.
      get row() {
        return row.raw();
      },
    },
  };
};

/** A row that should have come before others that the ledger has taken: history is not rewritten, so it is kept beside it. */
const lateCommand = (row: LogRow): TicketCommand => ({
  type: 'FollowLog',
  data: {
    surveyEnd: 'lapsed',
    attributes: {},
    row: row.raw(),
    quarantine: 'it belongs before rows that were imported earlier',
  },
});

/** Commands get ids that depend on the log alone, so that a repeat is known wherever and whenever it is made. Pure. */
const commandIds = (source: string, caseId: string, rows: readonly LogRow[]): readonly string[] => {
  let [order, tie] = [Number.NaN, 0];
  return rows.map((row) => {
    tie = row.order === order ? tie + 1 : 0;
    order = row.order;
    return eventIdFor(source, `${caseId} row ${order}`, tie);
  });
};

/** Follows one case: pure but for what it keeps. */
class CasePlanner {
  readonly followed = new FollowedCase();
  readonly events: NewEvent[] = [];
  readonly #case: CaseToPlan;
  readonly #recordedAt: string;
  readonly #ids = new Map<string, number>();

  constructor(one: CaseToPlan) {
    this.#case = one;
    const last = one.recorded.at(-1)?.metadata.recordedAt ?? '';
    const now = toInstant(one.nowMs);
    // In one stream recorded time never runs backwards, even where clocks do.
    this.#recordedAt = now > last ? now : last;
    for (const event of one.recorded) {
      const { commandId, [orderKey]: order } = event.metadata;
      this.followed.take(commandId, ticketEventOf(event), typeof order === 'number' ? order : undefined);
    }
  }

  isKnown(commandId: string): boolean {
    return this.followed.effects.has(commandId);
  }

  give(command: TicketCommand, told: Told): void {
    const at = toInstant(told.atMs);
    const decision = decide(command, this.followed.state, at, plainRules);
    // A log's commands are made so that the chart always takes them.
    if (decision.outcome === 'refused')
      throw new Error(`${command.type} of ${this.#case.stream}: ${decision.refusal.message}`);
    for (const event of decision.events) this.#record(event, told, at);
  }

  #record(event: TicketEvent, told: Told, occurredAt: string): void {
    const { commandId, actor, order } = told;
    const { stream, recorded, policyVersion } = this.#case;
    const index = this.#ids.get(commandId) ?? 0;
    this.#ids.set(commandId, index + 1);
    const { type, data, schemaVersion } = checkingCodec.encode({
      type: event.type,
      data: event.data,
    } as StoredTicketEvent);
    const revision = recorded.length + this.events.length - 1;
    const context = { stream, revision, commandId, actor, occurredAt, recordedAt: this.#recordedAt };
    const metadata = metadataFor({ commandId, actor, command: undefined }, context, schemaVersion, {
      chartVersion,
      ...(policyVersion !== undefined && { policyVersion }),
    });
    this.events.push({
      id: eventIdFor(stream, commandId, index),
      type,
      data,
      metadata: order === undefined ? metadata : { ...metadata, [orderKey]: order },
    });
    this.followed.take(commandId, event, order);
  }
}

const planRow = (planner: CasePlanner, one: CaseToPlan, row: LogRow, commandId: string): void => {
  const { followed } = planner;
  const told = { commandId, actor: row.actor, atMs: row.atMs, order: row.order };
  if (row.order < followed.lastOrder) return planner.give(lateCommand(row), told);
  const opens = followed.state === undefined;
  if (opens) planner.give(openingCommand(one, row, false), told);
  const follow = followCommand(row, followed);
  const { assignment, attributes } = follow.data;
  const tellsNothing =
    Object.keys(attributes).length === 0 && (assignment?.assigneeId ?? assignment?.team ?? null) === null;
  // The opening itself is what the row leaves; any other row leaves at least an empty fact.
  if (!(opens && tellsNothing)) planner.give(follow, told);
};

const classCounts = (row: LogRow, effect: Effect): Partial<CaseCounts> => {
  if (effect.opened) return { openings: 1 };
  if (row.meaning.quarantine !== undefined) return { quarantined: 1 };
  if (effect.nonconforming) return { nonconforming: 1 };
  if (effect.moves === 0) return { facts: 1 };
  return effect.moves === 1 ? { transitions: 1 } : { deviatingRows: 1, inferredTransitions: effect.moves };
};

/**
 * Follows the rows of one case through `decide`, on top of what the ledger holds of it already. Pure. Rows that it holds are passed
 * over; counts are read off the events, those recorded earlier included.
 */
export const planCase = (one: CaseToPlan): CasePlan => {
  const { source, caseId, rows, recorded } = one;
  const planner = new CasePlanner(one);
  const ids = commandIds(source, caseId, rows);
  const [first] = rows;
  const openingId = eventIdFor(source, `${caseId} opening`, 0);
  if (recorded.length === 0 && first && first.meaning.state !== 'opened') {
    const told = { commandId: openingId, actor: importer, atMs: openedAtMs(first), order: undefined };
    planner.give(openingCommand(one, first, true), told);
  }
  const counts = { ...noCounts };
  const add = (some: Partial<CaseCounts>): void => {
    for (const [name, count] of Object.entries(some)) counts[name as keyof CaseCounts] += count;
  };
  for (const [index, row] of rows.entries()) {
    const commandId = ids[index]!;
    if (!planner.isKnown(commandId)) planRow(planner, one, row, commandId);
    const effect = planner.followed.effects.get(commandId)!;
    add({ events: effect.events, ...classCounts(row, effect) });
  }
  const opening = planner.followed.effects.get(openingId);
  add({
    tickets: 1,
    inferredOpenings: 1 - counts.openings,
    events: opening?.events ?? 0,
    appended: planner.events.length,
  });
  return { events: planner.events, counts };
};
