import type { ReactNode } from 'react';

interface Props {
  readonly className: string;
  readonly label: string;
  readonly children: ReactNode;
}

/** What may be wider or higher than its place: it scrolls by keys as well. */
export const Scrollable = ({ className, label, children }: Props) => (
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keys
  <div className={className} tabIndex={0} role="region" aria-label={label}>
    {children}
  </div>
);
