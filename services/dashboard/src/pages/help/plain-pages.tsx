import { directionOf } from '@caselog/words/pages';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useReaderLanguage } from '../../words/reader.ts';
import { faultInWords } from './words/faults.ts';
import { say } from './words/words.ts';

/** Pages for readers whose own could not be drawn. They say themselves in which language they are: no route does. */
const Plain = ({ role, children }: { readonly role?: string; readonly children: ReactNode }) => {
  const language = useReaderLanguage();
  return (
    <div className="plain" lang={language} dir={directionOf(language)} role={role}>
      {children}
    </div>
  );
};

export interface BrokenPageProps {
  readonly error: unknown;
  readonly onAgain: () => void;
}

/** A page that cannot be shown says why, and offers another try. */
const BrokenPage = ({ error, onAgain }: BrokenPageProps) => (
  <Plain role="alert">
    <h1>{say('site.broken')}</h1>
    <p>{faultInWords(error)}</p>
    <p>
      <button type="button" className="button" data-kind="primary" onClick={onAgain}>
        {say('site.tryAgain')}
      </button>
    </p>
  </Plain>
);

/** For an address that leads nowhere. */
const MissingPage = () => (
  <Plain>
    <h1>{say('site.notFound')}</h1>
    <p>
      <Link to="/">{say('site.toStart')}</Link>
    </p>
  </Plain>
);

export const plainPages = { BrokenPage, MissingPage };
