import { useEffect, useState } from 'react';
import { browser } from '../../time/browser.ts';
import type { QueueStore } from './queue-store.ts';

const announceEveryMs = 10_000;

/** Tells of changes at most once in ten seconds: nobody wants each of them read out. */
const useAnnounced = (text: string): string => {
  const [said, setSaid] = useState('');
  const [isQuiet, setQuiet] = useState(false);
  useEffect(() => {
    if (isQuiet || said === text) return undefined;
    return browser.after(0, () => {
      setSaid(text);
      setQuiet(true);
    });
  }, [text, said, isQuiet]);
  useEffect(() => (isQuiet ? browser.after(announceEveryMs, () => setQuiet(false)) : undefined), [isQuiet]);
  return said;
};

/** How many tickets would come, leave or move; pressing it, or `.`, lets them. */
export const ChangesPill = ({ store, changes }: { readonly store: QueueStore; readonly changes: number }) => {
  const text = changes === 0 ? '' : changes === 1 ? '1 change' : `${changes} changes`;
  const said = useAnnounced(text);
  return (
    <div className="changes no-print">
      <span className="visually-hidden" role="status">
        {said}
      </span>
      {changes > 0 && (
        <button type="button" className="button" data-kind="primary" onClick={() => store.apply()}>
          {text} <kbd aria-hidden="true">.</kbd>
        </button>
      )}
    </div>
  );
};
