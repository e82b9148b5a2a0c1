import type { ClockResponse } from '@caselog/api-contract';
import { duration } from '../../../words/format.ts';
import { owners, type Owner } from '../../../words/vocabulary.ts';
import type { Stretch, TimeScale } from '../time-scale.ts';

const parts = [
  ['desk', 'deskMs'],
  ['requester', 'requesterMs'],
  ['third-party', 'thirdPartyMs'],
  ['closed-hours', 'closedHoursMs'],
  ['nobody', 'nobodyMs'],
] as const satisfies readonly (readonly [Owner, keyof ClockResponse['summary']])[];

/** A label needs this much room, in thousandths of the bar. */
const labelFrom = 110;

const Piece = ({ stretch: { interval, from, to, isCollapsed } }: { readonly stretch: Stretch }) => (
  <span
    className="ledger-piece"
    data-owner={interval.owner}
    data-collapsed={isCollapsed || undefined}
    title={interval.words}
    style={{ insetInlineStart: `${from / 10}%`, inlineSize: `${(to - from) / 10}%` }}
  >
    {to - from >= labelFrom && owners[interval.owner].label}
  </span>
);

const Sums = ({ summary }: Pick<ClockResponse, 'summary'>) => (
  <table className="ledger-sums">
    <caption className="visually-hidden">Who owned how much of the time</caption>
    <tbody>
      {parts.map(([owner, key]) => (
        <tr key={owner}>
          <th scope="row">
            <span className="ledger-key" data-owner={owner} aria-hidden="true" /> {owners[owner].label}
          </th>
          <td data-ms={summary[key]}>{duration(summary[key])}</td>
        </tr>
      ))}
      <tr className="ledger-whole">
        <th scope="row">The whole</th>
        <td data-whole-ms={summary.elapsedMs}>{duration(summary.elapsedMs)}</td>
      </tr>
    </tbody>
  </table>
);

interface BarProps {
  readonly account: ClockResponse;
  readonly scale: TimeScale;
  /** Where the moment shown stands, in thousandths; what came later is not drawn. Undefined: now. */
  readonly until: number | undefined;
}

/** Who owned each stretch of the ticket's time: one bar whose parts sum to the whole. It runs left to right in every language. */
export const LedgerBar = ({ account: { summary }, scale, until }: BarProps) => {
  const told = parts.map(([owner, key]) => `${owners[owner].label} ${duration(summary[key])}`).join(', ');
  return (
    <figure className="ledger">
      <div
        className="ledger-bar"
        role="img"
        aria-label={`Time by owner: ${told}; ${duration(summary.elapsedMs)} in all`}
      >
        {scale.stretches.map((stretch) => (
          <Piece key={`${stretch.interval.from} ${stretch.interval.owner}`} stretch={stretch} />
        ))}
        {until !== undefined && (
          <span className="ledger-later" style={{ insetInlineStart: `${until / 10}%` }} />
        )}
      </div>
      <Sums summary={summary} />
    </figure>
  );
};
