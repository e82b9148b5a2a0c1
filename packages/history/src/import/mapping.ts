import {
  channelSchema,
  languageSchema,
  lifecycleStates,
  prioritySchema,
  type Lifecycle,
} from '@caselog/ticket';
import { z } from 'zod';
import { InvalidMappingError } from './errors.ts';
import { timeReader } from './time-format.ts';

const column = z.string().min(1);
const lifecycle = z.enum(lifecycleStates);

/** A column that names people. Pseudonyms are made unless the log holds pseudonyms already. */
const person = z.strictObject({ column, pseudonymise: z.boolean().default(true) });

/** One value for the whole log, or a column with the meaning of its values. */
const choice = <Schema extends z.ZodType>(schema: Schema, otherwise: z.output<Schema>) =>
  z.union([
    z.strictObject({ constant: schema }),
    z.strictObject({
      column,
      /** Absent: the column holds our own words. */
      values: z.record(z.string(), schema).optional(),
      /** Where the value is missing. */
      otherwise: schema.default(otherwise as never),
    }),
  ]);

const time = z
  .strictObject({ column, format: z.string().default('ISO'), zone: z.string().default('UTC') })
  .check(({ value, issues }) => {
    try {
      timeReader(value);
    } catch (error) {
      issues.push({ code: 'custom', message: (error as Error).message, input: value });
    }
  });

const state = z.union([
  lifecycle,
  z.strictObject({ state: z.literal('surveyed'), survey: z.enum(['lapsed', 'declined']) }),
]);

/** A mapping file: how the columns of another system's log become tickets. Documented, field by field, in docs/import.md. */
export const mappingSchema = z
  .strictObject({
    source: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'up to 64 lower-case letters, digits, dots, dashes'),
    delimiter: z.string().length(1).default(','),
    missing: z.array(z.string()).default(['']),
    case: column,
    activity: z.strictObject({
      columns: z.array(column).default([]),
      /** A classifier of the log itself, in place of columns. */
      classifier: z.string().min(1).optional(),
      separator: z.string().optional(),
    }),
    time,
    order: column.optional(),
    resource: person.optional(),
    opening: z.strictObject({
      time: column.optional(),
      requester: z
        .strictObject({ ...person.shape, otherwise: z.string().min(1).default('unknown') })
        .optional(),
      customer: column.optional(),
      subject: z.string().min(1),
      language: choice(languageSchema, 'en').default({ constant: 'en' }),
      channel: choice(channelSchema.nullable(), null).default({ constant: null }),
    }),
    states: z.record(z.string(), state),
    quarantine: z.record(z.string(), z.string().min(1).max(400)).default({}),
    facts: z
      .strictObject({
        assignee: person.optional(),
        team: column.optional(),
        priority: choice(prioritySchema, 'P4').default({ constant: 'P4' }),
        attributes: z.record(z.string().min(1), column).default({}),
      })
      .prefault({}),
    ignore: z.record(column, z.string().min(1)).default({}),
  })
  .check(({ value, issues }) => {
    const fault = (path: PropertyKey[], message: string) =>
      issues.push({ code: 'custom', message, path, input: value });
    if (value.activity.columns.length > 0 === (value.activity.classifier !== undefined))
      fault(['activity'], 'either columns or a classifier must be named');
    if (Object.keys(value.states).length === 0) fault(['states'], 'no activity is mapped to a state');
    for (const activity of Object.keys(value.quarantine))
      if (Object.hasOwn(value.states, activity))
        fault(['quarantine', activity], 'the activity is mapped to a state too');
    const used = new Set(columnsUsed(value));
    for (const name of Object.keys(value.ignore))
      if (used.has(name)) fault(['ignore', name], 'the column is used too');
  });

export type Mapping = z.output<typeof mappingSchema>;
/** A value that is fixed for the whole log or read from a column. */
export type Choice<Value> =
  | { readonly constant: Value }
  | {
      readonly column: string;
      readonly values?: Readonly<Record<string, Value>> | undefined;
      readonly otherwise: Value;
    };

/** The columns that a subject such as `{category}: {symptom}` names, in order. Pure. */
export const subjectColumns = (subject: string): readonly string[] =>
  Array.from(subject.matchAll(/\{([^{}]+)\}/g), (match) => match[1]!);

const columnOf = (from: Choice<unknown>): readonly string[] => ('column' in from ? [from.column] : []);

/** Every column that a mapping reads, each once. Pure. */
export const columnsUsed = ({
  activity,
  opening,
  facts,
  resource,
  ...mapping
}: Mapping): readonly string[] => {
  const some = (name: string | undefined): readonly string[] => (name === undefined ? [] : [name]);
  return [
    ...new Set([
      mapping.case,
      ...activity.columns,
      mapping.time.column,
      ...some(mapping.order),
      ...some(resource?.column),
      ...some(opening.time),
      ...some(opening.requester?.column),
      ...some(opening.customer),
      ...subjectColumns(opening.subject),
      ...columnOf(opening.language),
      ...columnOf(opening.channel),
      ...some(facts.assignee?.column),
      ...some(facts.team),
      ...columnOf(facts.priority),
      ...Object.values(facts.attributes),
    ]),
  ];
};

/** Whether a mapping asks for pseudonyms, for which an import needs a key. Pure. */
export const asksForPseudonyms = ({ resource, opening, facts }: Mapping): boolean =>
  [resource, opening.requester, facts.assignee].some((named) => named?.pseudonymise === true);

/** What an activity means. */
export interface Meaning {
  readonly state?: Lifecycle;
  readonly surveyEnd?: 'lapsed' | 'declined';
  /** Why its rows are kept out of the statechart. */
  readonly quarantine?: string;
}

/** The meaning of each activity that the mapping names. Pure. */
export const meanings = ({ states, quarantine }: Mapping): ReadonlyMap<string, Meaning> =>
  new Map<string, Meaning>([
    ...Object.entries(states).map(([activity, to]): [string, Meaning] => [
      activity,
      typeof to === 'string' ? { state: to } : { state: to.state, surveyEnd: to.survey },
    ]),
    ...Object.entries(quarantine).map(([activity, reason]): [string, Meaning] => [
      activity,
      { quarantine: reason },
    ]),
  ]);

const placed = ({ path, message }: z.core.$ZodIssue): string =>
  path.length === 0 ? message : `${path.join('.')}: ${message}`;

/** Checks a mapping. Pure. @throws InvalidMappingError with every fault. */
export const parseMapping = (value: unknown): Mapping => {
  const parsed = mappingSchema.safeParse(value);
  if (!parsed.success) throw new InvalidMappingError(parsed.error.issues.map(placed));
  return parsed.data;
};
