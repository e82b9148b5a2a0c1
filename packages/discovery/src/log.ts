/** An event of a trace as a log tells it. */
export interface TraceEvent {
  readonly activity: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly resource?: string | null | undefined;
  /** Half of an activity that takes time (XES `lifecycle:transition`); absent: the activity happens at once. */
  readonly lifecycle?: 'start' | 'complete' | undefined;
}

/**
 * A log in columns. The activity instances of case `c` are those from `offsets[c]` up to `offsets[c + 1]`, in the case's own order,
 * which is believed before its times.
 */
export interface EventLog {
  readonly cases: readonly string[];
  readonly activities: readonly string[];
  readonly resources: readonly string[];
  readonly offsets: Uint32Array;
  /** Index into `activities`. */
  readonly activity: Uint32Array;
  /** Equal to `endMs` where the activity happened at once. */
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  /** Index into `resources`, -1 where nobody is named. */
  readonly resource: Int32Array;
}

class Names {
  readonly list: string[] = [];
  readonly #indices = new Map<string, number>();

  indexOf(name: string): number {
    let index = this.#indices.get(name);
    if (index === undefined) {
      index = this.list.length;
      this.#indices.set(name, index);
      this.list.push(name);
    }
    return index;
  }
}

/** Builds a log case by case. A case that is added twice is two cases: gather its events first. */
export class EventLogBuilder {
  readonly #cases: string[] = [];
  readonly #activities = new Names();
  readonly #resources = new Names();
  readonly #offsets: number[] = [0];
  readonly #activity: number[] = [];
  readonly #startMs: number[] = [];
  readonly #endMs: number[] = [];
  readonly #resource: number[] = [];

  /** Fixes the order of activities, as a chart declares it; others follow as they appear. */
  constructor(activities: readonly string[] = []) {
    for (const activity of activities) this.#activities.indexOf(activity);
  }

  /**
   * Takes the events of one case in their order. A `complete` ends the earliest open `start` of its activity and becomes one instance with
   * it, in the place of the start; one without the other counts as having happened at once. A case without events is no case.
   */
  add(caseId: string, events: Iterable<TraceEvent>): void {
    const first = this.#activity.length;
    const open = new Map<number, number[]>();
    for (const event of events) this.#take(event, open);
    if (this.#activity.length === first) return;
    this.#cases.push(caseId);
    this.#offsets.push(this.#activity.length);
  }

  build(): EventLog {
    return {
      cases: this.#cases,
      activities: this.#activities.list,
      resources: this.#resources.list,
      offsets: Uint32Array.from(this.#offsets),
      activity: Uint32Array.from(this.#activity),
      startMs: Float64Array.from(this.#startMs),
      endMs: Float64Array.from(this.#endMs),
      resource: Int32Array.from(this.#resource),
    };
  }

  #take({ activity: name, atMs, resource, lifecycle }: TraceEvent, open: Map<number, number[]>): void {
    const activity = this.#activities.indexOf(name);
    const started = lifecycle === 'complete' ? open.get(activity)?.shift() : undefined;
    if (started !== undefined) {
      this.#endMs[started] = Math.max(atMs, this.#startMs[started]!);
      return;
    }
    if (lifecycle === 'start') {
      const waiting = open.get(activity) ?? [];
      open.set(activity, waiting);
      waiting.push(this.#activity.length);
    }
    this.#activity.push(activity);
    this.#startMs.push(atMs);
    this.#endMs.push(atMs);
    this.#resource.push(resource === undefined || resource === null ? -1 : this.#resources.indexOf(resource));
  }
}

/** How many activity instances a log holds. Pure. */
export const instancesOf = ({ activity }: EventLog): number => activity.length;

/** The activities of a case by name, in order. Pure. */
export const traceOf = ({ offsets, activity, activities }: EventLog, index: number): readonly string[] =>
  Array.from(activity.subarray(offsets[index], offsets[index + 1]), (each) => activities[each]!);

/** A stretch of time, never negative: where a log's times run backwards it is 0. Pure. */
export const lastedMs = (fromMs: number, toMs: number): number => Math.max(0, toMs - fromMs);
