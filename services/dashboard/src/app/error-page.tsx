import { ApiProblemError, ApiUnreachableError } from '@caselog/api-contract';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useRouter } from '@tanstack/react-router';
import { Suspense } from 'react';
import type { BrokenPageProps } from '../pages/help/plain-pages.tsx';
import { isForReader, plainPage } from './reader-pages.ts';

/** What went wrong, in words for who reads the page. Pure. */
export const wordsOf = (error: unknown): string => {
  if (error instanceof ApiProblemError) return error.problem.detail ?? error.problem.title;
  if (error instanceof ApiUnreachableError)
    return 'The desk does not answer. It may be starting anew; try again in a moment.';
  return error instanceof Error ? error.message : String(error);
};

const InEnglish = ({ error, onAgain }: BrokenPageProps) => (
  <div className="plain" role="alert">
    <h1>This page cannot be shown</h1>
    <p>{wordsOf(error)}</p>
    <p>
      <button type="button" className="button" data-kind="primary" onClick={onAgain}>
        Try again
      </button>
    </p>
  </div>
);

const ForReader = plainPage<BrokenPageProps>(({ BrokenPage }) => BrokenPage, InEnglish);

/** A page that cannot be shown says why, and offers another try. */
export const ErrorPage = ({ error, reset }: ErrorComponentProps) => {
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  const Page = isForReader() ? ForReader : InEnglish;
  return (
    <Suspense>
      <Page error={error} onAgain={again} />
    </Suspense>
  );
};
