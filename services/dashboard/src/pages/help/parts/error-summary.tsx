import { useEffect, useRef } from 'react';
import { say } from '../words/words.ts';

/** Something to be put right: what, and the id of the field it belongs to. */
export interface FieldFault {
  readonly field?: string;
  /** In the language spoken when it is shown: it may be changed meanwhile. */
  readonly message: () => string;
}

/** Everything that must be put right, above the heading, with the focus on it; each line leads to its field. Source: GOV.UK design system. */
export const ErrorSummary = ({ faults }: { readonly faults: readonly FieldFault[] }) => {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (faults.length > 0) box.current?.focus();
  }, [faults]);
  if (faults.length === 0) return null;
  return (
    <div className="error-summary" role="alert" tabIndex={-1} ref={box}>
      <h2>{say('error.title')}</h2>
      <ul>
        {faults.map(({ field, message }) => (
          <li key={`${field} ${message()}`}>
            {field === undefined ? (
              message()
            ) : (
              <a
                href={`#${field}`}
                onClick={(event) => {
                  event.preventDefault();
                  document.getElementById(field)?.focus();
                }}
              >
                {message()}
              </a>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
};
