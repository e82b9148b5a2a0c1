import type { DeskStatus, ReadModelStatus } from '@caselog/api-contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { wordsOf } from '../../app/error-page.tsx';
import { count, duration, shortMoment } from '../../words/format.ts';
import { Panel } from './panel.tsx';
import { modelsQuery, statusQuery } from './queries.ts';

/** Beyond this many events, or this long, somebody should look. */
const [lagWarned, lagMsWarned] = [1_000, 60_000];

const Lag = ({ lag, lagMs }: { readonly lag: number | null; readonly lagMs: number | null }) => {
  if (lag === null || lagMs === null)
    return (
      <span className="lag" data-tone="bad">
        does not answer
      </span>
    );
  return (
    <span className="lag" data-tone={lag > lagWarned || lagMs > lagMsWarned ? 'warn' : undefined}>
      {lag === 0 ? 'up to date' : `${count(lag)} behind, for ${duration(lagMs)}`}
    </span>
  );
};

const Relays = ({ broadcasts }: { readonly broadcasts: DeskStatus['broadcasts'] }) => (
  <table className="table">
    <thead>
      <tr>
        <th scope="col">Relay to</th>
        <th scope="col">Event</th>
        <th scope="col">Lag</th>
      </tr>
    </thead>
    <tbody>
      {broadcasts.map(({ name, position, lag, lagMs }) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          <td>{position === null ? '–' : count(position)}</td>
          <td>
            <Lag lag={lag} lagMs={lagMs} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

type Rebuild = NonNullable<ReadModelStatus['rebuild']>;

const RebuildProgress = ({ rebuild }: { readonly rebuild: Rebuild }) => {
  const { status, position, head, eventsPerS, msLeft, reason, version, updatedAt } = rebuild;
  switch (status) {
    case 'requested':
      return <span>asked for; a projector takes it up</span>;
    case 'building':
      return (
        <div className="rebuild">
          <progress
            max={head}
            value={position}
            aria-label={`Rebuild: event ${count(position)} of ${count(head)}`}
          />
          <span>
            {count(position)} of {count(head)}
            {eventsPerS !== null && ` · ${count(Math.round(eventsPerS))} a second`}
            {msLeft !== null && ` · ${duration(msLeft)} left`}
          </span>
        </div>
      );
    case 'swapped':
      return (
        <span>
          version {version} swapped in at event {count(position)}, {shortMoment(updatedAt)}
        </span>
      );
    case 'failed':
      return <span className="fault">failed: {reason}</span>;
    default:
      return status satisfies never;
  }
};

type Standing = DeskStatus['readModels'][number];

interface ModelProps {
  readonly model: Standing;
  /** What its projectors say of it; missing where none has said anything yet. */
  readonly kept: ReadModelStatus | undefined;
}

const RebuildButton = ({ model, kept }: ModelProps) => {
  const queries = useQueryClient();
  const rebuilding = useMutation({
    mutationFn: () => client.requestRebuild({ model: model.name }),
    onSuccess: () => queries.invalidateQueries({ queryKey: modelsQuery.queryKey }),
  });
  const isAtWork = kept?.rebuild?.status === 'requested' || kept?.rebuild?.status === 'building';
  return (
    <>
      {rebuilding.error && (
        <span className="fault" role="alert">
          {wordsOf(rebuilding.error)}
        </span>
      )}
      <button
        type="button"
        className="button"
        disabled={isAtWork || rebuilding.isPending}
        aria-label={`Rebuild ${model.name}`}
        onClick={() => rebuilding.mutate()}
      >
        Rebuild
      </button>
    </>
  );
};

const Model = ({ model, kept }: ModelProps) => {
  const { name, version, position, lag, lagMs } = model;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <span className="mono">{version}</span>
        {kept && <span className="muted"> · built {count(kept.generation)} ×</span>}
      </td>
      <td>{count(position)}</td>
      <td>
        <Lag lag={lag} lagMs={lagMs} />
      </td>
      <td>{kept === undefined || kept.heldLanes === 0 ? '–' : `${count(kept.heldLanes)} held`}</td>
      <td>{kept?.rebuild ? <RebuildProgress rebuild={kept.rebuild} /> : '–'}</td>
      <td>
        <RebuildButton model={model} kept={kept} />
      </td>
    </tr>
  );
};

interface ModelsProps {
  readonly standings: readonly Standing[];
  readonly kept: readonly ReadModelStatus[];
}

const Models = ({ standings, kept }: ModelsProps) => (
  <div className="wide">
    <table className="table">
      <thead>
        <tr>
          {['Read model', 'Version', 'Event', 'Lag', 'Lanes', 'Last rebuild'].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {standings.map((model) => (
          <Model key={model.name} model={model} kept={kept.find(({ name }) => name === model.name)} />
        ))}
      </tbody>
    </table>
  </div>
);

/** Where the ledger ends, and how far relays and read models lie behind it. */
export const Standing = () => {
  const status = useQuery(statusQuery);
  const models = useQuery(modelsQuery);
  const { data } = status;
  return (
    <>
      <Panel
        title="Relay"
        meaning="How far each relay has published the ledger. A listener fills every gap from the ledger itself."
        error={status.error}
        isLoading={status.isPending}
      >
        {data && (
          <>
            <p>
              The ledger ends at event <strong>{count(data.head)}</strong>. Policy in force:{' '}
              <bdi>{data.policyVersion}</bdi>.
            </p>
            <Relays broadcasts={data.broadcasts} />
          </>
        )}
      </Panel>
      <Panel
        title="Read models"
        meaning="What lists and boards are read from. A rebuild is made beside the live one and swapped in; nothing is refused meanwhile."
        error={models.error}
        isLoading={status.isPending}
      >
        {data && <Models standings={data.readModels} kept={models.data?.models ?? []} />}
      </Panel>
    </>
  );
};
