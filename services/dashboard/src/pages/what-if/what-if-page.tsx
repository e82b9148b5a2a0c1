import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { wordsOf } from '../../app/error-page.tsx';
import { policyQuery } from '../policy/queries.ts';
import { Job } from './job.tsx';
import { Question } from './question.tsx';
import '../boards/boards.css';
import './what-if.css';

const route = getRouteApi('/what-if');

const Nothing = () => (
  <p className="panel empty">
    Nothing has been tried yet. Change the policy, and all of history is folded under it: what people did is
    kept, what the desk decided is decided anew.
  </p>
);

/** History under another policy: what would have differed, in sum and ticket by ticket. */
export const WhatIfPage = () => {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [begun, setBegun] = useState<string>();
  const { data: policy, error, refetch } = useQuery(policyQuery);
  return (
    <div className="what-if">
      <h1>What if</h1>
      <p className="muted">Try another policy on everything that has happened. Nothing of it is published.</p>
      {error && (
        <div className="notice" data-tone="bad" role="alert">
          <p>{wordsOf(error)}</p>
          <button type="button" className="button" onClick={() => void refetch()}>
            Try again
          </button>
        </div>
      )}
      {!policy && !error && <div className="skeleton what-if-skeleton" />}
      {policy && (
        <Question
          policy={policy}
          search={search}
          onStart={({ jobId }) => {
            setBegun(jobId);
            void navigate({ search: (before) => ({ ...before, job: jobId, page: undefined }) });
          }}
        />
      )}
      {search.job === undefined ? (
        <Nothing />
      ) : (
        <Job key={search.job} jobId={search.job} isFresh={begun === search.job} />
      )}
    </div>
  );
};
