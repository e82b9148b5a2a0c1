import type { WhatIfJob } from '@caselog/api-contract';
import { lazy, Suspense, useMemo, type ReactNode } from 'react';
import { count, fullMoment } from '../../words/format.ts';
import { aspectOf } from './differences.ts';
import { Downloads } from './downloads.tsx';
import { eventSheet, figureSheet, figuresOf, type Figure } from './figures.ts';
import { SheetTable } from './sheet-table.tsx';
import type { Sheet } from './sheet.ts';
import { DifferingTickets } from './tickets.tsx';

type Report = NonNullable<WhatIfJob['report']>;

const DecisionsPlots = lazy(async () => ({
  default: (await import('./decisions-plot.tsx')).DecisionsPlots,
}));

const Imported = ({ report: { imported, governImported } }: { readonly report: Report }) => {
  if (imported === 0) return null;
  return (
    <p>
      {governImported
        ? `${count(imported)} of them were imported; they are taken as if this desk had governed them, on both sides.`
        : `${count(imported)} of them were imported: nothing was promised of them here, so no policy changes them. “Govern imported tickets too” asks what would have been.`}
    </p>
  );
};

/** What was folded: which policy, which tickets, up to where. */
const Population = ({ report }: { readonly report: Report }) => {
  const { candidate, tickets, events, from, to, until, position } = report;
  return (
    <p className="receipt muted">
      <span>
        <bdi>{candidate.title}</bdi> (<bdi>{candidate.version}</bdi>)
      </span>
      <span>
        n = {count(tickets)} tickets, {count(events)} events
      </span>
      {from !== null && <span>opened from {fullMoment(from)}</span>}
      {to !== null && <span>opened before {fullMoment(to)}</span>}
      <span>until {fullMoment(until)}</span>
      <span>position {count(position)}</span>
    </p>
  );
};

const DifferingIn = ({ report: { differingIn, momentsMoved } }: { readonly report: Report }) => {
  const parts = Object.entries(differingIn).filter(([, tickets]) => tickets > 0);
  return (
    <>
      {parts.length > 0 && (
        <p>
          They would differ in{' '}
          {parts.map(([aspect, tickets]) => `${aspectOf(aspect)} (${count(tickets)})`).join(', ')}. A ticket
          may differ in several.
        </p>
      )}
      {momentsMoved > 0 && (
        <p>{count(momentsMoved)} more end alike, with other budgets or at other moments.</p>
      )}
    </>
  );
};

interface SheetPanelProps {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly sheet: Sheet;
  readonly children?: ReactNode;
}

const SheetPanel = ({ id, title, about, sheet, children }: SheetPanelProps) => (
  <section className="panel board-panel" aria-labelledby={id}>
    <header>
      <h3 id={id}>{title}</h3>
      {sheet.rows.length > 0 && <Downloads sheet={sheet} of={title} />}
    </header>
    <p className="formula muted">{about}</p>
    {sheet.rows.length === 0 ? (
      <p className="empty">There is nothing of it.</p>
    ) : (
      <SheetTable sheet={sheet} label={`${title}, table`} />
    )}
    {children}
  </section>
);

const byGroup = (figures: readonly Figure[]): readonly (readonly [string, readonly Figure[]])[] => [
  ...Map.groupBy(figures, ({ group }) => group),
];

const Decisions = ({ report }: { readonly report: Report }) => {
  const figures = useMemo(() => figuresOf(report), [report]);
  const groups = useMemo(() => byGroup(figures), [figures]);
  return (
    <SheetPanel
      id="what-if-decisions"
      title="Decisions, made anew on both sides"
      about="Priorities, targets, warnings, surveys and closings, as the policies of the time give them and as the policy that was tried would have given them."
      sheet={figureSheet(figures)}
    >
      {figures.length > 0 && (
        <Suspense fallback={<div className="skeleton plots-skeleton" />}>
          <DecisionsPlots groups={groups} />
        </Suspense>
      )}
    </SheetPanel>
  );
};

const Limits = ({ report: { notDecidedAnew, recordedOtherwise } }: { readonly report: Report }) => (
  <section className="panel board-panel" aria-labelledby="what-if-limits">
    <h3 id="what-if-limits">Not decided anew</h3>
    <ul className="limits">
      {notDecidedAnew.map((words) => (
        <li key={words}>{words}</li>
      ))}
    </ul>
    {recordedOtherwise > 0 && (
      <p>
        {count(recordedOtherwise)} tickets have another priority in the ledger than their own policy gives.
      </p>
    )}
  </section>
);

interface Props {
  readonly report: Report;
  readonly tickets: WhatIfJob['tickets'];
}

/** What a fold has found: decisions before and after, facts kept, and which tickets differ. */
export const ReportView = ({ report, tickets }: Props) => {
  const facts = useMemo(() => eventSheet('what-if-facts', 'Kept', report.facts), [report]);
  const refused = useMemo(() => eventSheet('what-if-refused', 'Refused', report.refused), [report]);
  return (
    <>
      <Population report={report} />
      <Imported report={report} />
      <DifferingIn report={report} />
      <Decisions report={report} />
      <DifferingTickets tickets={tickets} differing={report.differing} />
      <SheetPanel
        id="what-if-facts"
        title="Facts, kept as they were"
        about="What people and mails did. No policy changes it: every reply, resolution and reopening stays where it was."
        sheet={facts}
      />
      {refused.rows.length > 0 && (
        <SheetPanel
          id="what-if-refused"
          title="Events the chart would have refused"
          about="They stand in the ledger; under the chart that was tried nobody could have done them."
          sheet={refused}
        />
      )}
      <Limits report={report} />
    </>
  );
};
