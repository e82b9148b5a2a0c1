/**
 * One figure of a bench: ours beside the thing we measure ourselves against, taken in the same run. A bench file exports
 * `bench(): Promise<BenchResult[]>`.
 */
export interface BenchResult {
  /** Unique over all benches; the results file is merged by it. */
  readonly name: string;
  readonly ours: number;
  readonly against: number;
  /** What both figures count: `events/s`, `ms`, `MB`. */
  readonly unit: string;
  /** How well we do, such that more is better: `ours / against` for rates, `against / ours` for times and sizes. */
  readonly ratio: number;
  /** The ratio we promise; met when `ratio` reaches it. */
  readonly aim: number;
}
