import { useLiveState } from '../live/use-live.ts';
import { useNow } from '../time/ticker.ts';
import { count, timeOfDay } from '../words/format.ts';

const Live = ({ position }: { readonly position: number | undefined }) => {
  const now = useNow((nowMs) => timeOfDay(nowMs));
  return (
    <span>
      Live · {position !== undefined && `event ${count(position)} · `}
      {now}
    </span>
  );
};

/** At the foot of each page: how it stands to the desk. */
export const StatusLine = () => {
  const { status, position, heardAtMs } = useLiveState();
  return (
    <footer className="status-line" aria-label="Connection" data-status={status}>
      {status === 'live' && <Live position={position} />}
      {status === 'connecting' && <span>Connecting …</span>}
      {status === 'lost' && (
        <span data-tone="bad" role="status">
          Not live{heardAtMs === undefined ? '' : ` since ${timeOfDay(heardAtMs)}`} · trying again
        </span>
      )}
      {status === 'off' && <span>Not live: reload to see what is new</span>}
    </footer>
  );
};
