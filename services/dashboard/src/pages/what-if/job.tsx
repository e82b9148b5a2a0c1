import { ApiProblemError, type WhatIfJob } from '@caselog/api-contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { wordsOf } from '../../app/error-page.tsx';
import { count } from '../../words/format.ts';
import { progressWords, type JobView } from './pace.ts';
import { jobQuery } from './queries.ts';
import { ReportView } from './report.tsx';

const route = getRouteApi('/what-if');

const isGone = (error: unknown): boolean =>
  error instanceof ApiProblemError && error.kind === 'no-such-entry';

const Gone = ({ error }: { readonly error: unknown }) => {
  const navigate = route.useNavigate();
  return (
    <div className="notice" data-tone="warn" role="alert">
      <p>
        This what-if is no longer there: {wordsOf(error)}. The desk remembers the last twenty, until it is
        started anew. The policy above is still as you wrote it.
      </p>
      <button
        type="button"
        className="button"
        onClick={() =>
          void navigate({ search: (before) => ({ ...before, job: undefined, page: undefined }) })
        }
      >
        Leave it
      </button>
    </div>
  );
};

const Trouble = ({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) =>
  isGone(error) ? (
    <Gone error={error} />
  ) : (
    <div className="notice" data-tone="bad" role="alert">
      <p>{wordsOf(error)}</p>
      <button type="button" className="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );

const Progress = ({ view }: { readonly view: JobView }) => {
  const { done, total } = view.job;
  return (
    <div className="what-if-progress">
      <progress
        aria-label="How far history is folded"
        {...(total > 0 && { value: done, max: total })}
        data-testid="progress"
      />
      <span className="muted">{progressWords(view)}</span>
    </div>
  );
};

/** What is read out: that it began, and how it ended; not each step. */
const headline = (job: WhatIfJob | undefined): string => {
  if (job?.state === 'running') return 'History is being folded …';
  if (job?.state === 'failed') return 'It failed.';
  return job?.report
    ? `${count(job.report.differing)} of ${count(job.report.tickets)} tickets would differ`
    : '';
};

/** The heading of what was just begun takes the focus once; one that was opened by its address does not. */
const takeFocus = (heading: HTMLHeadingElement | null): void => {
  heading?.focus();
};

interface Props {
  readonly jobId: string;
  /** Whether it was begun on this very page. */
  readonly isFresh: boolean;
}

/** A fold of history: how far it is, and what it has found. */
export const Job = ({ jobId, isFresh }: Props) => {
  const { data: view, error, refetch } = useQuery(jobQuery(jobId));
  const { job } = view ?? {};
  return (
    <section className="what-if-job" aria-labelledby="what-if-job">
      <h2 id="what-if-job" tabIndex={-1} ref={isFresh ? takeFocus : undefined}>
        What would have differed
      </h2>
      <p role="status" className="what-if-headline" data-testid="headline">
        {headline(job)}
      </p>
      {error && <Trouble error={error} onRetry={() => void refetch()} />}
      {!view && !error && <div className="skeleton what-if-skeleton" />}
      {view && job?.state === 'running' && !isGone(error) && <Progress view={view} />}
      {job?.state === 'failed' && (
        <p className="notice" data-tone="bad" role="alert">
          {job.problem}
        </p>
      )}
      {job?.report && <ReportView report={job.report} tickets={job.tickets} />}
    </section>
  );
};
