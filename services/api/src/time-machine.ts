import { refreshColumns, type Columns } from '@caselog/columns';
import type { WhatIfJob } from '@caselog/api-contract';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { whatIf, type WhatIfOptions } from '@caselog/history';
import type { Logger } from '@caselog/process';

export interface TimeMachineOptions {
  readonly store: EventStore;
  /** Where the column files lie. */
  readonly folder: string;
  readonly env: Env;
  readonly log: Logger;
  /** Aborts when the service closes: work under way ends. */
  readonly closing: AbortSignal;
}

type WhatIfQuestion = Omit<WhatIfOptions, 'onProgress' | 'signal' | 'untilMs'>;

/** The past, from columns that each question brings up to the ledger first. */
export interface TimeMachine {
  withColumns<Result>(work: (columns: Columns) => Promise<Result>): Promise<Result>;
  /** Begins a long fold; one works at a time, the others wait. */
  start(question: WhatIfQuestion): WhatIfJob;
  job(jobId: string): WhatIfJob | undefined;
}

/** Jobs that are remembered: the oldest is forgotten first. */
const jobsMax = 20;
const ticketsMax = 1_000;

/** Opens the time machine; nothing is read before it is asked. */
export const openTimeMachine = (options: TimeMachineOptions): TimeMachine => {
  const { store, folder, env, log, closing } = options;
  const jobs = new Map<string, WhatIfJob>();
  let last: Promise<void> = Promise.resolve();

  const withColumns = async <Result>(work: (columns: Columns) => Promise<Result>): Promise<Result> => {
    const columns = await refreshColumns({
      store,
      folder,
      env,
      signal: closing,
      onRebuild: (err) => log.warn({ err }, 'the columns are built anew'),
    });
    try {
      return await work(columns);
    } finally {
      columns.close();
    }
  };

  const keep = (job: WhatIfJob): void => {
    jobs.set(job.jobId, job);
    const [oldest] = jobs.keys();
    if (jobs.size > jobsMax && oldest !== undefined) jobs.delete(oldest);
  };

  const run = (job: WhatIfJob, question: WhatIfQuestion): Promise<void> =>
    withColumns(async (columns) => {
      const running = { ...job, total: columns.events };
      keep(running);
      const { report, tickets } = await whatIf(columns, {
        ...question,
        untilMs: env.now(),
        signal: closing,
        onProgress: (done) => keep({ ...running, done }),
      });
      keep({
        ...running,
        state: 'done',
        done: columns.events,
        // What is shown is what the contract's schema takes: the report's own names and numbers.
        report: structuredClone(report) as unknown as WhatIfJob['report'],
        tickets: structuredClone([...tickets().take(ticketsMax)]) as unknown as WhatIfJob['tickets'],
      });
    });

  const runAfter = async (before: Promise<void>, job: WhatIfJob, question: WhatIfQuestion): Promise<void> => {
    await before;
    try {
      await run(job, question);
    } catch (err) {
      if (!closing.aborted) log.warn({ err, jobId: job.jobId }, 'a what-if failed');
      const problem = err instanceof Error ? err.message : 'it failed';
      keep({ ...job, state: 'failed', problem });
    }
  };

  return {
    withColumns,
    start: (question) => {
      const job: WhatIfJob = {
        jobId: env.uuid(),
        state: 'running',
        done: 0,
        total: 0,
        report: null,
        tickets: [],
        problem: null,
      };
      keep(job);
      last = runAfter(last, job, question);
      return job;
    },
    job: (jobId) => jobs.get(jobId),
  };
};
