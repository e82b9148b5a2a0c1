import type { PolicyVersionsResponse } from '@caselog/api-contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { wordsOf } from '../../app/error-page.tsx';
import { shortMoment } from '../../words/format.ts';
import { Differences } from './differences.tsx';
import { edit } from './draft.ts';
import type { JsonObject } from './form/json-schema.ts';
import { differencesQuery, versionsQuery } from './queries.ts';

const route = getRouteApi('/policy');
type Version = PolicyVersionsResponse['versions'][number];

const Compared = ({ from, to }: { readonly from: string; readonly to: string }) => {
  const { data, error } = useQuery(differencesQuery(from, to));
  return (
    <section className="panel" aria-labelledby="compared">
      <h2 id="compared">
        From <bdi>{from}</bdi> to <bdi>{to}</bdi>
      </h2>
      {error && <p role="alert">{wordsOf(error)}</p>}
      {data && <Differences differences={data.differences} />}
    </section>
  );
};

interface RowProps {
  readonly each: Version;
  readonly isInForce: boolean;
  readonly inForce: Version;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

const VersionRow = ({ each, isInForce, inForce, from, to }: RowProps) => {
  const navigate = route.useNavigate();
  const { version, publishedAt, publishedBy, note } = each;
  const beginning = useMutation({
    mutationFn: () => client.policy(version),
    onSuccess: async ({ document }) => {
      edit(document as JsonObject, inForce);
      await navigate({ search: { view: 'form' } });
    },
  });
  const side = (name: 'from' | 'to', chosen: string | undefined) => (
    <td>
      <input
        type="radio"
        name={name}
        aria-label={`Compare ${name} ${version}`}
        checked={chosen === version}
        onChange={() =>
          void navigate({ search: (search) => ({ ...search, [name]: version }), replace: true })
        }
      />
    </td>
  );
  return (
    <tr>
      {side('from', from)}
      {side('to', to)}
      <th scope="row">
        <bdi>{version}</bdi>
        {isInForce && ' · in force'}
      </th>
      <td>{shortMoment(publishedAt)}</td>
      <td>
        <bdi>{publishedBy}</bdi>
      </td>
      <td>{note ?? '–'}</td>
      <td>
        <button
          type="button"
          className="button"
          aria-label={`Begin a draft with it: ${version}`}
          disabled={beginning.isPending}
          onClick={() => beginning.mutate()}
        >
          Begin a draft with it
        </button>
      </td>
    </tr>
  );
};

/** Every version that was ever in force; any two are held against each other. */
export const Versions = () => {
  const search = route.useSearch();
  const { data, error } = useQuery(versionsQuery);
  if (error) return <p role="alert">{wordsOf(error)}</p>;
  const [inForce, before] = data?.versions ?? [];
  if (!data || !inForce)
    return <div className="skeleton" style={{ blockSize: '160px' }} aria-hidden="true" />;
  const from = search.from ?? before?.version;
  const to = search.to ?? inForce.version;
  return (
    <>
      <div className="wide">
        <table className="table">
          <thead>
            <tr>
              {['From', 'To', 'Version', 'Published', 'By', 'Why'].map((title) => (
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
            {data.versions.map((each) => (
              <VersionRow
                key={each.version}
                each={each}
                isInForce={each === inForce}
                inForce={inForce}
                from={from}
                to={to}
              />
            ))}
          </tbody>
        </table>
      </div>
      {from !== undefined && <Compared from={from} to={to} />}
    </>
  );
};
