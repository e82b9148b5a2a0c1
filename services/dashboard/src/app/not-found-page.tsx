import { Link } from '@tanstack/react-router';
import { Suspense } from 'react';
import { isForReader, plainPage } from './reader-pages.ts';

const InEnglish = () => (
  <div className="plain">
    <h1>There is no such page</h1>
    <p>
      <Link to="/">Go to the first page</Link>
    </p>
  </div>
);

const ForReader = plainPage(({ MissingPage }) => MissingPage, InEnglish);

/** For an address that leads nowhere. */
export const NotFoundPage = () => <Suspense>{isForReader() ? <ForReader /> : <InEnglish />}</Suspense>;
