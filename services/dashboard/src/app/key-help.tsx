import { useEffect, useId, useRef } from 'react';
import type { NavigationItem } from './navigation.ts';
import { preferences, usePreferences } from './preferences.ts';

const groups: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'Everywhere',
    [
      ['?', 'This help'],
      ['Ctrl K', 'Commands and pages'],
      ['Esc', 'Close, or back to now'],
    ],
  ],
  [
    'Queue',
    [
      ['j  k', 'Down, up'],
      ['Enter', 'Open'],
      ['Space', 'Peek'],
      ['x', 'Select'],
      ['c', 'Claim'],
      ['r  n', 'Reply, note'],
      ['/', 'Search'],
      ['f', 'Filter'],
      ['.', 'Apply what has changed'],
    ],
  ],
  [
    'Ticket',
    [
      ['r n a s', 'Reply, note, assign, resolve'],
      ['t e d i', 'Triage, escalate, ask for data, change the impact'],
      ['Ctrl Enter', 'Send the form'],
      ['← →', 'On the slider: one event back, on'],
      ['Page Up, Down', 'Ten events'],
      ['Home, End', 'The first event, now'],
    ],
  ],
];

const Keys = ({
  title,
  keys,
}: {
  readonly title: string;
  readonly keys: readonly (readonly [string, string])[];
}) => (
  <section>
    <h3>{title}</h3>
    <dl className="keys">
      {keys.map(([key, what]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  </section>
);

interface HelpProps {
  readonly items: readonly NavigationItem[];
  readonly onClose: () => void;
}

/** Which keys there are, and how to switch them off. */
export const KeyHelp = ({ items, onClose }: HelpProps) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const { keys, density } = usePreferences();
  useEffect(() => dialog.current?.showModal(), []);
  const going = items.flatMap(({ key, label }) => (key === undefined ? [] : [[`g ${key}`, label] as const]));
  return (
    <dialog ref={dialog} className="overlay" aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>Keys</h2>
      <div className="key-groups">
        <Keys title="Go to" keys={going} />
        {groups.map(([title, list]) => (
          <Keys key={title} title={title} keys={list} />
        ))}
      </div>
      <p>
        <label>
          <input
            type="checkbox"
            checked={keys}
            onChange={({ target }) => preferences.set({ keys: target.checked })}
          />{' '}
          Single keys are on
        </label>{' '}
        <label>
          <input
            type="checkbox"
            checked={density === 'comfortable'}
            onChange={({ target }) => preferences.set({ density: target.checked ? 'comfortable' : 'dense' })}
          />{' '}
          Taller rows
        </label>
      </p>
      <form method="dialog">
        <button type="submit" className="button">
          Close
        </button>
      </form>
    </dialog>
  );
};
