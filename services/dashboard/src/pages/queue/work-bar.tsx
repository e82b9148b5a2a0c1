import { useIsStale } from '../../live/use-live.ts';
import { useMe } from '../../session/session.ts';
import type { QueueWork } from './use-queue-keys.ts';

/** What can be done with the selected tickets, and what came of it. */
export const WorkBar = ({ work }: { readonly work: QueueWork }) => {
  const { commands } = useMe();
  const isStale = useIsStale();
  const { size } = work.selected;
  return (
    <div className="work-bar no-print">
      <span role="status">{work.said}</span>
      {size > 0 && (
        <>
          <span>{size} selected</span>
          {commands.includes('AssignTicket') && (
            <button type="button" className="button" disabled={isStale} onClick={work.claim}>
              Claim
            </button>
          )}
          <button type="button" className="button" data-kind="quiet" onClick={work.clear}>
            Clear
          </button>
        </>
      )}
    </div>
  );
};
