import {
  channelSchema,
  languageSchema,
  prioritySchema,
  type CommandData,
  type Priority,
} from '@caselog/ticket';
import { meanings, type Choice, type Mapping, type Meaning } from './mapping.ts';
import { timeReader } from './time-format.ts';
import { absent, ValueReaders, type Read, type Values, type ValueReadersOptions } from './values.ts';

/** What a ticket opens with. */
type OpeningFields = Pick<
  CommandData<'OpenFromLog'>,
  'requesterId' | 'customerId' | 'subject' | 'language' | 'channel' | 'priority'
>;

/** A row of a log, in our words. What few rows are asked for is read when it is asked for. */
export interface LogRow {
  readonly caseId: string;
  /** The row's place in its case; rows with the same one follow each other as they do in the file. */
  readonly order: number;
  readonly atMs: number;
  readonly actor: string;
  readonly meaning: Meaning;
  /** What the row says of it; the part that it says nothing of is left out. */
  readonly assignment: Partial<NonNullable<CommandData<'FollowLog'>['assignment']>> | undefined;
  readonly priority: Priority | undefined;
  /** The attributes that differ from those told before; a missing one is an empty text. */
  readonly changes: (told: ReadonlyMap<string, string>) => Record<string, string>;
  /** When the ticket was opened, by this row's word. */
  readonly openedAtMs: () => number | undefined;
  readonly opening: () => OpeningFields;
  /** The row as it stands in the file, without the ignored columns. */
  readonly raw: () => Record<string, string>;
}

/** Why a row cannot be read. */
interface RowProblem {
  readonly problem: string;
}

type RowPlace = Pick<LogRow, 'caseId' | 'order' | 'atMs'>;

export interface RowReader {
  /** Where a row stands, or why it cannot be read. Tells `onUnmapped` of every value without a meaning. */
  check(values: Values): RowPlace | RowProblem;
  /** A row that passed the check. */
  read(values: Values): LogRow;
}

/** Who acted where the log does not say. */
const unknownActor = 'import';
const textLengthMax = 300;
const otherwiseOf = <Value>(choice: Choice<Value>): Value =>
  'constant' in choice ? choice.constant : choice.otherwise;
const quoted = (value: string): string =>
  JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);

type Person = Mapping['facts']['assignee'];
const plain = (column: string | undefined): Person =>
  column === undefined ? undefined : { column, pseudonymise: false };

/** The columns whose values must all have a meaning. */
const choiceReaders = ({ opening, facts }: Mapping, read: ValueReaders) => ({
  language: read.choice(opening.language, languageSchema),
  channel: read.choice(opening.channel, channelSchema.nullable()),
  priority: read.choice<Priority>(facts.priority, prioritySchema),
});
type ChoiceReaders = ReturnType<typeof choiceReaders>;

const openingReader = ({ opening, facts }: Mapping, read: ValueReaders, choices: ChoiceReaders) => {
  const requester = read.id(opening.requester);
  const customer = read.id(plain(opening.customer));
  const subject = read.template(opening.subject);
  return (values: Values, caseId: string): OpeningFields => ({
    requesterId: requester(values) ?? opening.requester?.otherwise ?? 'unknown',
    customerId: customer(values),
    subject: (subject(values).trim() || caseId).slice(0, textLengthMax).toWellFormed(),
    language: choices.language(values) ?? otherwiseOf(opening.language),
    channel: choices.channel(values) ?? otherwiseOf(opening.channel) ?? undefined,
    priority: choices.priority(values) ?? otherwiseOf(facts.priority),
  });
};

const changesReader = ({ facts }: Mapping, read: ValueReaders) => {
  const columns = Object.entries(facts.attributes).map(
    ([name, column]) => [name, read.text(column), read.isAbsent(column)] as const,
  );
  return (values: Values, told: ReadonlyMap<string, string>): Record<string, string> => {
    const changes: Record<string, string> = {};
    for (const [name, text, isAbsent] of columns) {
      if (isAbsent(values)) continue;
      const value = text(values) ?? '';
      if (value !== (told.get(name) ?? '')) changes[name] = value;
    }
    return changes;
  };
};

const separatorDefault = ' / ';

const activityReader = ({ activity }: Mapping, read: ValueReaders): Read<string> => {
  const parts = activity.columns.map((column) => read.text(column));
  return (values) =>
    parts
      .map((text) => text(values))
      .filter((text) => text !== undefined)
      .join(activity.separator ?? separatorDefault);
};

const factsReader = ({ facts }: Mapping, read: ValueReaders, choices: ChoiceReaders) => {
  const { assignee, team } = facts;
  const assigneeId = read.id(assignee);
  const teamId = read.id(plain(team));
  const isAssigned = assignee !== undefined || team !== undefined;
  const noAssignee = assignee ? read.isAbsent(assignee.column) : () => false;
  const noTeam = team === undefined ? () => false : read.isAbsent(team);
  const assignmentOf = (values: Values): LogRow['assignment'] => ({
    ...(!noAssignee(values) && { assigneeId: assigneeId(values) ?? null }),
    ...(!noTeam(values) && { team: teamId(values) ?? null }),
  });
  return (values: Values): Pick<LogRow, 'assignment' | 'priority'> => ({
    assignment: isAssigned ? assignmentOf(values) : undefined,
    priority: 'constant' in facts.priority ? undefined : choices.priority(values),
  });
};

const rawRow = (columns: readonly string[], values: Values): Record<string, string> =>
  Object.fromEntries(
    columns
      .map((column, index) => [column, values[index] ?? ''] as const)
      .filter(([, value]) => value !== absent),
  );

const orderNumber = /^-?\d+(\.\d+)?$/;

/** Where a row stands in its log: case, order and time. */
const placeReader = (mapping: Mapping, read: ValueReaders): Read<RowPlace | RowProblem> => {
  const { time, order } = mapping;
  const caseText = read.text(mapping.case);
  const timeText = read.text(time.column);
  const orderText = read.text(order);
  const epochMs = timeReader(time);
  return (values) => {
    const caseId = caseText(values);
    if (caseId === undefined) return { problem: `${mapping.case} is missing` };
    const at = timeText(values);
    if (at === undefined) return { problem: `${time.column} is missing` };
    const atMs = epochMs(at);
    if (atMs === undefined)
      return { problem: `${quoted(at)} in ${time.column} is no time of the form ${time.format}` };
    if (order === undefined) return { caseId, order: atMs, atMs };
    const place = orderText(values) ?? '';
    if (!orderNumber.test(place)) return { problem: `${quoted(place)} in ${order} is no number` };
    return { caseId, order: Number(place), atMs };
  };
};

/**
 * Makes the reader of a log's rows: kept values in, a row in our words out. Pure but for `onUnmapped`, which hears of every value that
 * the mapping gives no meaning; a log with such values is refused. @throws MissingPseudonymKeyError
 */
export const createRowReader = (options: ValueReadersOptions): RowReader => {
  const { mapping, columns, onUnmapped } = options;
  const read = new ValueReaders(options);
  const place = placeReader(mapping, read);
  const activity = activityReader(mapping, read);
  const activityColumn = mapping.activity.columns.join(', ');
  const meaningOf = meanings(mapping);
  const choices = choiceReaders(mapping, read);
  const facts = factsReader(mapping, read, choices);
  const opening = openingReader(mapping, read, choices);
  const actor = read.id(mapping.resource);
  const openedAt = read.text(mapping.opening.time);
  const epochMs = timeReader(mapping.time);
  const changes = changesReader(mapping, read);
  return {
    check(values) {
      const placed = place(values);
      if ('problem' in placed) return placed;
      const name = activity(values);
      if (name === '') return { problem: `${activityColumn} is missing` };
      if (!meaningOf.has(name)) onUnmapped?.(activityColumn, name);
      for (const choice of Object.values(choices)) choice(values);
      return placed;
    },
    read(values) {
      const placed = place(values);
      if ('problem' in placed) throw new Error(`a checked row cannot be read: ${placed.problem}`);
      return {
        ...placed,
        ...facts(values),
        actor: actor(values) ?? unknownActor,
        meaning: meaningOf.get(activity(values)) ?? {},
        changes: (told) => changes(values, told),
        openedAtMs: () => epochMs(openedAt(values) ?? ''),
        opening: () => opening(values, placed.caseId),
        raw: () => rawRow(columns, values),
      };
    },
  };
};
