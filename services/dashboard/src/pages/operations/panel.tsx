import { useId, type ReactNode } from 'react';
import { wordsOf } from '../../app/error-page.tsx';

export interface PanelProps {
  readonly title: string;
  /** What the figures mean. */
  readonly meaning: string;
  readonly error: unknown;
  readonly isLoading: boolean;
  readonly children: ReactNode;
}

/** One part of the page with an error state of its own: what was read last stays where a later read fails. */
export const Panel = ({ title, meaning, error, isLoading, children }: PanelProps) => {
  const id = useId();
  return (
    <section className="panel operations-panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p className="muted">{meaning}</p>
      {error !== null && error !== undefined && (
        <p className="notice" data-tone="bad" role="alert">
          {wordsOf(error)}
        </p>
      )}
      {isLoading ? <div className="skeleton" style={{ blockSize: '96px' }} aria-hidden="true" /> : children}
    </section>
  );
};
