import one from '../../charts/1.json' with { type: 'json' };
import two from '../../charts/2.json' with { type: 'json' };
import type { CompiledChart, Configuration, Step } from './compile.ts';

/** A compiled chart as data: what a release leaves behind, so that a later one can be held against it. */
export interface ChartRecord {
  readonly version: string;
  readonly initial: string;
  readonly configurations: readonly ConfigurationRecord[];
}
type ConfigurationRecord = Omit<Configuration, 'steps' | 'returnsTo'> & {
  readonly returnsTo: string | null;
  readonly steps: Readonly<Record<string, StepRecord>>;
};
/** A move is `[key, …updates]`; a question is `{ ask, yes, no }`; null: forbidden. */
type StepRecord =
  | readonly string[]
  | { readonly ask: string; readonly yes: StepRecord | null; readonly no: StepRecord | null };

const recordStep = (step: Step): StepRecord =>
  'ask' in step
    ? { ask: step.ask, yes: step.yes ? recordStep(step.yes) : null, no: step.no ? recordStep(step.no) : null }
    : [step.to.key, ...step.updates];

/** A compiled chart as data. Pure. */
export const recordChart = (version: string, chart: CompiledChart): ChartRecord => ({
  version,
  initial: chart.initial.key,
  configurations: chart.configurations.map(({ steps, returnsTo, ...rest }) => ({
    ...rest,
    returnsTo: returnsTo ?? null,
    steps: Object.fromEntries(Object.entries(steps).map(([type, step]) => [type, recordStep(step)])),
  })),
});

/** Thrown when a chart's record names a configuration it does not hold: the record is damaged. */
class DamagedChartError extends Error {
  override readonly name = 'DamagedChartError';
  constructor(version: string, key: string | undefined) {
    super(`the record of chart ${version} has no configuration ${key}`);
  }
}

const find = (
  byKey: ReadonlyMap<string, Configuration>,
  version: string,
  key: string | undefined,
): Configuration => {
  const found = byKey.get(key ?? '');
  if (!found) throw new DamagedChartError(version, key);
  return found;
};

/** The chart a record describes, ready to fold with. Pure. @throws DamagedChartError */
export const restoreChart = (record: ChartRecord): CompiledChart => {
  const made = record.configurations.map(({ key, lifecycle, firstResponse, survey, returnsTo }) => ({
    key,
    lifecycle,
    firstResponse,
    survey,
    returnsTo: (returnsTo ?? undefined) as Configuration['returnsTo'],
    steps: Object.create(null) as Record<string, Step>,
  }));
  const byKey = new Map<string, Configuration>(
    made.map((configuration) => [configuration.key, configuration]),
  );
  const restore = (step: StepRecord | null): Step | undefined => {
    if (step === null) return undefined;
    if ('ask' in step) return { ask: step.ask, yes: restore(step.yes), no: restore(step.no) } as Step;
    const [key, ...updates] = step;
    return { to: find(byKey, record.version, key), updates } as Step;
  };
  for (const [index, { steps }] of record.configurations.entries()) {
    for (const [type, step] of Object.entries(steps)) {
      const restored = restore(step);
      const target = made[index]?.steps;
      if (restored && target) target[type] = restored;
    }
  }
  return { initial: find(byKey, record.version, record.initial), configurations: [...byKey.values()] };
};

/** Every chart that was ever released, by the version stamped on events. A release never changes: a new chart gets the next number. */
export const releasedCharts: ReadonlyMap<string, ChartRecord> = new Map([
  [one.version, one as unknown as ChartRecord],
  [two.version, two as unknown as ChartRecord],
]);
