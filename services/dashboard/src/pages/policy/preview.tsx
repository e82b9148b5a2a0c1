import type { PolicyPreview } from '@caselog/api-contract';
import { count, shortMoment } from '../../words/format.ts';
import { Differences } from './differences.tsx';
import { idOf, type Fault } from './form/parts.tsx';

type Promised = PolicyPreview['promises'][number]['now'];

const targetNames = {
  'first-response': 'first reply',
  'next-response': 'next reply',
  resolution: 'solution',
} as const;

const promisedWords = ({ priority, targets }: Promised): string => {
  const due = targets.map(({ kind, dueAt }) => `${targetNames[kind]} by ${shortMoment(dueAt)}`);
  return `${priority}: ${due.length === 0 ? 'nothing is promised' : due.join(', ')}`;
};

const impactWords = ({ access, who, workaround }: PolicyPreview['promises'][number]['impact']): string =>
  `${access} access, ${who}, workaround ${workaround}`;

const Promises = ({ promises }: Pick<PolicyPreview, 'promises'>) => {
  const changed = promises.filter(({ isChanged }) => isChanged);
  if (changed.length === 0) return <p>Every impact gets the priority and the times it gets now.</p>;
  return (
    <details>
      <summary>
        What would be promised if it were opened now: {count(changed.length)} of {count(promises.length)}{' '}
        impacts change
      </summary>
      <div className="wide">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Impact</th>
              <th scope="col">Now</th>
              <th scope="col">With this draft</th>
            </tr>
          </thead>
          <tbody>
            {changed.map(({ impact, now, draft }) => (
              <tr key={impactWords(impact)}>
                <th scope="row">{impactWords(impact)}</th>
                <td>{promisedWords(now)}</td>
                <td>{promisedWords(draft)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
};

/** Leads to the field of a fault, or to the nearest part around it that is shown. */
const goTo = (pointer: string): void => {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const element = document.getElementById(idOf(at));
    if (element) {
      element.closest('details')?.setAttribute('open', '');
      element.focus();
      return;
    }
    if (at === '') return;
  }
};

/** Every fault of the draft; each leads to its place. */
export const FaultList = ({ faults }: { readonly faults: readonly Fault[] }) => (
  <div className="notice" data-tone="bad" role="alert">
    <strong>
      {count(faults.length)} {faults.length === 1 ? 'fault' : 'faults'}: nothing can be published
    </strong>
    <ul>
      {faults.map(({ pointer, message }) => (
        <li key={`${pointer} ${message}`}>
          <button type="button" className="link" onClick={() => goTo(pointer)}>
            <code>{pointer === '' ? 'the document' : pointer}</code>
          </button>
          : {message}
        </li>
      ))}
    </ul>
  </div>
);

/** What a draft without faults would change. */
export const Preview = ({ preview }: { readonly preview: PolicyPreview }) => {
  const { differences, promises, openTickets } = preview;
  return (
    <section className="panel" aria-labelledby="preview">
      <h2 id="preview">What this draft changes</h2>
      <Differences differences={differences} />
      {preview.valid && <Promises promises={promises} />}
      {openTickets && (
        <p>
          {count(openTickets.otherTargets)} of {count(openTickets.total)} open tickets have a priority with
          other hours or targets in this draft. They keep what they were promised; what is opened or reopened
          from then on follows the draft.
        </p>
      )}
    </section>
  );
};
