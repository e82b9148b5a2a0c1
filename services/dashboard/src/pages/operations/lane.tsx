import type { LaneView, WaitingEventView } from '@caselog/api-contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { client } from '../../api/client.ts';
import { wordsOf } from '../../app/error-page.tsx';
import { fullMoment } from '../../words/format.ts';
import { laneQuery, quarantineQuery } from './queries.ts';

const Waiting = ({ events }: { readonly events: readonly WaitingEventView[] }) => (
  <ol className="waiting">
    {events.map(({ eventId, revision, type, occurredAt, actor, data, fault }) => (
      <li key={eventId}>
        <details>
          <summary>
            Revision {revision}: {type}, {fullMoment(occurredAt)}, by <bdi>{actor}</bdi>
          </summary>
          {fault !== null && <p className="fault">{fault}</p>}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keys */}
          <pre className="mono" tabIndex={0}>
            {JSON.stringify(data, null, 2)}
          </pre>
        </details>
      </li>
    ))}
  </ol>
);

const SkipForm = ({
  revision,
  isBusy,
  onSkip,
  onCancel,
}: {
  readonly revision: number;
  readonly isBusy: boolean;
  readonly onSkip: (why: string) => void;
  readonly onCancel: () => void;
}) => {
  const id = useId();
  const [why, setWhy] = useState('');
  const [isMissing, setMissing] = useState(false);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(why.trim() === '');
        if (why.trim() !== '') onSkip(why.trim());
      }}
    >
      <div className="field" data-faulty={isMissing || undefined}>
        <label htmlFor={id}>Why may revision {revision} be left out?</label>
        <span className="help" id={`${id}-help`}>
          It stays in the ledger; this reader passes over it. The reason is kept with your id.
        </span>
        {isMissing && (
          <span className="fault" role="alert">
            A reason is needed
          </span>
        )}
        <input
          id={id}
          className="input"
          maxLength={500}
          value={why}
          aria-describedby={`${id}-help`}
          aria-invalid={isMissing}
          onChange={({ target }) => setWhy(target.value)}
        />
      </div>
      <div className="actions">
        <button type="submit" className="button" data-kind="primary" disabled={isBusy}>
          Skip the event
        </button>
        <button type="button" className="button" data-kind="quiet" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
};

/** A held lane: what waits in it, and the two ways on. */
export const LaneDetail = ({ lane }: { readonly lane: LaneView }) => {
  const { reader, stream, resumeRevision, status } = lane;
  const queries = useQueryClient();
  const { data, error } = useQuery(laneQuery(reader, stream));
  const [isSkipping, setSkipping] = useState(false);
  const refresh = () => queries.invalidateQueries({ queryKey: quarantineQuery.queryKey });
  const releasing = useMutation({
    mutationFn: () => client.releaseLane({ reader, stream }),
    onSuccess: refresh,
  });
  const skipping = useMutation({
    mutationFn: (why: string) => client.skipEvent({ reader, stream, revision: resumeRevision, why }),
    onSuccess: async () => {
      setSkipping(false);
      await refresh();
    },
  });
  const failure = error ?? releasing.error ?? skipping.error;
  // A lane that is on its way takes no second decision: the next one is about where it stops, if it does.
  const isUnderWay = status === 'released';
  const isBusy = isUnderWay || releasing.isPending || skipping.isPending;
  return (
    <div className="lane">
      {failure && (
        <p className="notice" data-tone="bad" role="alert">
          {wordsOf(failure)}
        </p>
      )}
      <p role="status">{isUnderWay && 'Its reader goes on with it; what comes of it is shown here.'}</p>
      {data && <Waiting events={data.events} />}
      {isSkipping ? (
        <SkipForm
          revision={resumeRevision}
          isBusy={isBusy}
          onSkip={(why) => skipping.mutate(why)}
          onCancel={() => setSkipping(false)}
        />
      ) : (
        <div className="actions">
          <button
            type="button"
            className="button"
            data-kind="primary"
            disabled={isBusy}
            onClick={() => releasing.mutate()}
          >
            Release: try it again
          </button>
          <button type="button" className="button" onClick={() => setSkipping(true)}>
            Skip the event …
          </button>
        </div>
      )}
    </div>
  );
};
