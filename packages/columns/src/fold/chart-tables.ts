import { eventTypes, lifecycleStates, type CompiledChart, type Configuration } from '@caselog/ticket';

/** The updates and conditions of the chart that columns know how to carry out, by name; a number of a table is a place here. */
const updateNames = [
  'ask',
  'supply',
  'escalate',
  'refer',
  'resolve',
  'reopen',
  'planSurvey',
  'assign',
  'reprioritise',
  'recordReply',
  'linkOutage',
  'unlinkOutage',
  'link',
  'unlink',
] as const;
export const conditionNames = [
  'toTriaged',
  'reopenable',
  'surveyIsOpen',
  'itemIsOpen',
  'ofFirstResponse',
  'ofFirstResponseBeforeReply',
  'ofThisEpisode',
  'outageIsLinked',
  'isLinked',
] as const;

/** A compiled chart as numbers: plain data, which threads hand to each other. */
export interface ChartTables {
  readonly initial: number;
  /** The key of each configuration, by its number. */
  readonly keys: readonly string[];
  /** Of each configuration: the place in `lifecycleStates`, in `firstResponses` and in `surveyLegs`. */
  readonly lifecycle: Uint8Array;
  readonly firstResponse: Uint8Array;
  readonly survey: Uint8Array;
  /** How many event types there are: the move of type `t` in configuration `c` is `moves[c * types + t]`, -1 where it is forbidden. */
  readonly types: number;
  readonly moves: Int32Array;
  /** Three numbers a node. A question: the condition, the node for yes, the node for no. A move: -1, the configuration, the updates as bits. */
  readonly nodes: Int32Array;
}

export const firstResponses = ['due', 'met', 'missed'] as const;
export const surveyLegs = [
  'none',
  'scheduled',
  'sent',
  'answered',
  'lapsed',
  'bounced',
  'declined',
  'suppressed',
] as const;

/** A chart holds something that columns do not know how to carry out. */
export class UnknownChartPartError extends Error {
  override readonly name = 'UnknownChartPartError';
  readonly part: string;
  constructor(kind: string, part: string) {
    super(`the chart's ${kind} ${part} is none that columns can carry out`);
    this.part = part;
  }
}

type Step = NonNullable<Configuration['steps'][keyof Configuration['steps']]>;

const placeOf = (kind: string, names: readonly string[], name: string): number => {
  const place = names.indexOf(name);
  if (place === -1) throw new UnknownChartPartError(kind, name);
  return place;
};

const bitsOf = (updates: readonly string[]): number =>
  updates.reduce((bits, name) => bits | (1 << placeOf('update', updateNames, name)), 0);

/** A compiled chart as tables. Pure. @throws UnknownChartPartError */
export const chartTables = ({ initial, configurations }: CompiledChart): ChartTables => {
  const numbers = new Map(configurations.map((configuration, number) => [configuration.key, number]));
  const nodes: number[] = [];
  const nodeOf = (step: Step | undefined): number => {
    if (step === undefined) return -1;
    const node =
      'ask' in step
        ? [placeOf('condition', conditionNames, step.ask), nodeOf(step.yes), nodeOf(step.no)]
        : [-1, numbers.get(step.to.key)!, bitsOf(step.updates)];
    nodes.push(...node);
    return nodes.length / 3 - 1;
  };
  const types = eventTypes.length;
  const moves = new Int32Array(configurations.length * types).fill(-1);
  for (const [number, { steps }] of configurations.entries())
    for (const [code, type] of eventTypes.entries()) moves[number * types + code] = nodeOf(steps[type]);
  const places = (of: (configuration: Configuration) => number): Uint8Array =>
    Uint8Array.from(configurations, of);
  return {
    initial: numbers.get(initial.key)!,
    keys: configurations.map(({ key }) => key),
    lifecycle: places(({ lifecycle }) => lifecycleStates.indexOf(lifecycle)),
    firstResponse: places(({ firstResponse }) => firstResponses.indexOf(firstResponse)),
    survey: places(({ survey }) => surveyLegs.indexOf(survey)),
    types,
    moves,
    nodes: Int32Array.from(nodes),
  };
};
