import { ApiProblemError, type PolicyResponse, type WhatIfJob } from '@caselog/api-contract';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { wordsOf } from '../../app/error-page.tsx';
import { MomentField } from '../../components/moment-field.tsx';
import type { JsonObject } from '../policy/form/json-schema.ts';
import { useKeptText } from './kept-text.ts';
import { PolicyArea } from './policy-area.tsx';
import { placeFaults, readPolicyText, type TextFault } from './policy-text.ts';
import type { WhatIfSearch } from './route.ts';

const route = getRouteApi('/what-if');

/** Faults of the policy that the desk named in a refusal; undefined where it was refused for another reason. Pure. */
const faultsIn = (error: unknown, text: string): readonly TextFault[] | undefined =>
  error instanceof ApiProblemError && error.kind === 'invalid-policy'
    ? placeFaults(text, error.problem.errors ?? [])
    : undefined;

/** What is to be tried, and on which tickets; the tickets stand in the address. */
const Population = ({ search }: { readonly search: WhatIfSearch }) => {
  const navigate = route.useNavigate();
  const set = (change: Partial<WhatIfSearch>) =>
    void navigate({
      search: (before) => ({ ...before, ...change }),
      replace: true,
      resetScroll: false,
    });
  return (
    <fieldset className="population">
      <legend className="visually-hidden">Which tickets are folded</legend>
      <MomentField label="Opened from" value={search.from} onChange={(from) => set({ from })} />
      <MomentField label="Opened before" value={search.to} onChange={(to) => set({ to })} />
      <div className="check">
        <input
          id="what-if-imported"
          type="checkbox"
          checked={search.imported === true}
          aria-describedby="what-if-imported-help"
          onChange={({ target }) => set({ imported: target.checked ? true : undefined })}
        />
        <label htmlFor="what-if-imported">Govern imported tickets too</label>
        <span className="help muted" id="what-if-imported-help">
          Tickets from another system’s log were promised nothing here, so a policy changes nothing of them.
          With this, both sides take them as if this desk had governed them from the start.
        </span>
      </div>
    </fieldset>
  );
};

interface Props {
  readonly policy: PolicyResponse;
  readonly search: WhatIfSearch;
  readonly onStart: (job: WhatIfJob) => void;
}

/** The question: which policy to try on which tickets. What was written stays whatever the answer is. */
export const Question = ({ policy, search, onStart }: Props) => {
  const [kept, keep] = useKeptText();
  const [fault, setFault] = useState<TextFault>();
  const inForce = JSON.stringify(policy.document, undefined, 2);
  const text = kept ?? inForce;
  const start = useMutation({
    mutationFn: (document: JsonObject | undefined) =>
      client.startWhatIf({
        policy: document,
        governImported: search.imported === true,
        from: search.from,
        to: search.to,
      }),
    onSuccess: onStart,
  });
  const change = (changed: string | undefined) => {
    keep(changed === inForce ? undefined : changed);
    setFault(undefined);
    start.reset();
  };
  const ask = () => {
    const read = readPolicyText(text);
    setFault('fault' in read ? read.fault : undefined);
    if ('document' in read) start.mutate(kept === undefined ? undefined : read.document);
  };
  const faults = fault ? [fault] : faultsIn(start.error, text);
  return (
    <form
      className="panel what-if-question"
      aria-label="What to try"
      onSubmit={(event) => {
        event.preventDefault();
        if (!start.isPending) ask();
      }}
    >
      <PolicyArea
        policy={policy}
        text={text}
        isInForce={kept === undefined}
        faults={faults ?? []}
        onChange={change}
      />
      <Population search={search} />
      {start.error && !faults && (
        <p className="notice" data-tone="bad" role="alert">
          {wordsOf(start.error)}
        </p>
      )}
      <div className="actions">
        <button type="submit" className="button" data-kind="primary" disabled={start.isPending}>
          Try it on history
        </button>
      </div>
    </form>
  );
};
