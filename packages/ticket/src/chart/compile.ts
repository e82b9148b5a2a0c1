import { assign, initialTransition, transition, type SnapshotFrom } from 'xstate';
import { eventTypes, type TicketEvent, type TicketEventType } from '../events.ts';
import { conditions, updates, type ConditionName, type TicketContext, type UpdateName } from './context.ts';
import type { Lifecycle } from './lifecycle.ts';
import { mapNames, type TicketMachine } from './machine.ts';

type Snapshot = SnapshotFrom<TicketMachine>;

/** What one event does in one configuration, once the guards it asks are known: a decision tree whose leaves are moves. */
export type Step =
  | { readonly ask: ConditionName; readonly yes: Step | undefined; readonly no: Step | undefined }
  | { readonly to: Configuration; readonly updates: readonly UpdateName[] };

export type FirstResponse = 'due' | 'met' | 'missed';
export type SurveyLeg =
  'none' | 'scheduled' | 'sent' | 'answered' | 'lapsed' | 'bounced' | 'declined' | 'suppressed';

/** One configuration of the chart: interned, so that equal configurations are the same object. */
export interface Configuration {
  readonly key: string;
  readonly lifecycle: Lifecycle;
  /** Where the end of a wait leads; set only while data is awaited. */
  readonly returnsTo: Lifecycle | undefined;
  readonly firstResponse: FirstResponse;
  readonly survey: SurveyLeg;
  /** By event type; absent: the event is forbidden here. */
  readonly steps: Readonly<Partial<Record<TicketEventType, Step>>>;
}

export interface CompiledChart {
  readonly initial: Configuration;
  readonly configurations: readonly Configuration[];
}

/** A probe: XState answers with these truths for the guards, and reports which it asked and which updates it ran. */
interface Probe {
  readonly truths: Map<ConditionName, boolean>;
  firstUnknown: ConditionName | undefined;
  ran: UpdateName[];
}

type Implementations = Parameters<TicketMachine['provide']>[0];

/** The machine itself, with its guards answered and its updates recorded by the probe instead of run. */
const probed = (machine: TicketMachine, probe: Probe): TicketMachine => {
  const guard = (name: ConditionName) => (): boolean => {
    const truth = probe.truths.get(name);
    if (truth === undefined) probe.firstUnknown ??= name;
    return truth ?? false;
  };
  const action = (name: UpdateName) =>
    assign(() => {
      probe.ran.push(name);
      return {};
    });
  const implementations: unknown = {
    guards: mapNames(Object.keys(conditions) as ConditionName[], guard),
    actions: mapNames(Object.keys(updates) as UpdateName[], action),
  };
  return machine.provide(implementations as Implementations);
};

/** The seven-state name in a lifecycle value such as `{ working: 'triaged' }`. */
export const lifecycleOf = (snapshot: Snapshot): Lifecycle => {
  const value = snapshot.value.lifecycle;
  return typeof value === 'string' ? value : value.working;
};

/** Where the history state would lead, while waiting. */
const returnsToOf = (snapshot: Snapshot): Lifecycle | undefined => {
  if (lifecycleOf(snapshot) !== 'awaiting-data') return undefined;
  return Object.values(snapshot.historyValue as Record<string, readonly { readonly key: string }[]>)[0]?.[0]
    ?.key as Lifecycle | undefined;
};

/** Names a snapshot's configuration; equal keys are equal for every future event. Pure. */
export const keyOf = (snapshot: Snapshot): string =>
  [
    lifecycleOf(snapshot),
    returnsToOf(snapshot) ?? '',
    snapshot.value.firstResponse,
    snapshot.value.survey,
  ].join('|');

/** Any opening: configurations do not depend on it. */
const anyOpening = {
  type: 'TicketOpened',
  at: '1970-01-01T00:00:00.000Z',
  data: {
    requesterId: 'anyone',
    customerId: null,
    requesterEmail: null,
    channel: null,
    language: 'en',
    subject: '-',
    description: null,
    impact: null,
    priority: 'P4',
  },
} as const;

/**
 * Compiles the machine into tables by asking it: every reachable configuration is given every event under every outcome of
 * the guards XState consults, and what XState answers is what the table says. Nothing of the chart is written twice.
 * Deterministic, without I/O; takes some tens of milliseconds, once, at start (law 3).
 */
export const compile = (machine: TicketMachine): CompiledChart => {
  const probe: Probe = { truths: new Map(), firstUnknown: undefined, ran: [] };
  const stubbed = probed(machine, probe);
  const byKey = new Map<string, Configuration>();
  const pending: (() => void)[] = [];

  const intern = (snapshot: Snapshot): Configuration => {
    const key = keyOf(snapshot);
    const known = byKey.get(key);
    if (known) return known;
    const steps: Partial<Record<TicketEventType, Step>> = Object.create(null) as object;
    const configuration: Configuration = {
      key,
      lifecycle: lifecycleOf(snapshot),
      returnsTo: returnsToOf(snapshot),
      firstResponse: snapshot.value.firstResponse,
      survey: snapshot.value.survey,
      steps,
    };
    byKey.set(key, configuration);
    pending.push(() => {
      for (const type of eventTypes) {
        const step = explore(snapshot, type, new Map());
        if (step) steps[type] = step;
      }
    });
    return configuration;
  };

  const explore = (
    from: Snapshot,
    type: TicketEventType,
    truths: Map<ConditionName, boolean>,
  ): Step | undefined => {
    Object.assign(probe, { truths, firstUnknown: undefined, ran: [] });
    const event = { type, at: '', data: {} } as unknown as TicketEvent;
    const [next] = transition(stubbed, from, event);
    const { firstUnknown, ran } = probe;
    if (firstUnknown === undefined)
      return next === from ? undefined : { to: intern(next), updates: ran.filter((name) => name !== 'note') };
    const yes = explore(from, type, new Map([...truths, [firstUnknown, true]]));
    const no = explore(from, type, new Map([...truths, [firstUnknown, false]]));
    return yes === undefined && no === undefined ? undefined : { ask: firstUnknown, yes, no };
  };

  const initial = intern(initialTransition(stubbed, anyOpening)[0]);
  for (let work = pending.shift(); work; work = pending.shift()) work();
  return { initial, configurations: [...byKey.values()] };
};

/** The move of `event` in `configuration`, undefined when it is forbidden. Pure. */
export const moveOf = (
  configuration: Configuration,
  context: TicketContext,
  event: TicketEvent,
  holds: (name: ConditionName, context: TicketContext, event: TicketEvent) => boolean,
): Extract<Step, { to: Configuration }> | undefined => {
  let step = configuration.steps[event.type];
  while (step && 'ask' in step) step = holds(step.ask, context, event) ? step.yes : step.no;
  return step;
};
