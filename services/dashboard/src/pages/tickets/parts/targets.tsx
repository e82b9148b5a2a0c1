import type { ClockResponse } from '@caselog/api-contract';
import { duration, shortMoment } from '../../../words/format.ts';
import { owners, targets } from '../../../words/vocabulary.ts';

type Target = ClockResponse['targets'][number];

/** How a target stands at the moment the account was made, in words. Pure. */
const standing = ({ state, remainingMs, pausedBy, missedAt, end }: Target): string => {
  switch (state) {
    case 'running':
      return `${duration(remainingMs ?? 0)} left`;
    case 'paused':
      return `Paused: ${pausedBy ? owners[pausedBy].label.toLowerCase() : 'nobody'}`;
    case 'missed':
      return `Missed ${missedAt ? shortMoment(missedAt) : ''}`;
    case 'met':
      return `Met ${end ? shortMoment(end.at) : ''}`;
    case 'cancelled':
      return 'No longer owed';
    default:
      return state satisfies never;
  }
};

const tones: Readonly<Record<Target['state'], string>> = {
  running: 'calm',
  paused: 'none',
  missed: 'missed',
  met: 'met',
  cancelled: 'none',
};

/** Each promise and how it stood at the moment shown. */
export const Targets = ({ account }: { readonly account: ClockResponse }) =>
  account.targets.length === 0 ? (
    <p className="muted">No target was promised.</p>
  ) : (
    <table className="table targets">
      <caption className="visually-hidden">Targets</caption>
      <thead>
        <tr>
          <th scope="col">Target</th>
          <th scope="col">Episode</th>
          <th scope="col">Used</th>
          <th scope="col">Of</th>
          <th scope="col">Stands</th>
        </tr>
      </thead>
      <tbody>
        {account.targets.map((target) => (
          <tr key={`${target.kind} ${target.startedBy}`}>
            <td>{targets[target.kind]}</td>
            <td>{target.episode}</td>
            <td>{duration(target.usedMs)}</td>
            <td>{duration(target.budgetMs)}</td>
            <td>
              <span className="countdown" data-tone={tones[target.state]}>
                {standing(target)}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
