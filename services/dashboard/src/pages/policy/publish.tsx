import { ApiProblemError } from '@caselog/api-contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { wordsOf } from '../../app/error-page.tsx';
import { useIsStale } from '../../live/use-live.ts';
import { count } from '../../words/format.ts';
import { discard, rebase, type PolicyDraft } from './draft.ts';

/** Somebody else published meanwhile: what they changed is one click away, and the draft stays as it is. */
const Conflict = ({
  basedOn,
  actual,
  name,
}: {
  readonly basedOn: number;
  readonly actual: number;
  readonly name: string;
}) => (
  <div className="notice" data-tone="warn" role="alert">
    <span>
      Version {actual} was published while you wrote; your draft began with version {basedOn} and is kept.
    </span>
    <Link
      className="button"
      to="/policy"
      search={{ view: 'versions', from: `${name}-${basedOn}`, to: `${name}-${actual}` }}
    >
      See what changed
    </Link>
    <button type="button" className="button" onClick={() => rebase(actual)}>
      My draft takes it into account
    </button>
  </div>
);

const conflictIn = (error: unknown): { readonly basedOn: number; readonly actual: number } | undefined => {
  if (!(error instanceof ApiProblemError) || error.kind !== 'policy-conflict') return undefined;
  const { basedOn = 0, actual = 0 } = error.problem;
  return { basedOn, actual };
};

interface PublishFormProps {
  readonly changes: number;
  readonly isBusy: boolean;
  readonly onYes: (note: string) => void;
  readonly onNo: () => void;
}

/** The second step: what it means, and why it is done. */
const PublishForm = ({ changes, isBusy, onYes, onNo }: PublishFormProps) => {
  const [note, setNote] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) onYes(note.trim());
      }}
    >
      <p>
        Publish {count(changes)} {changes === 1 ? 'change' : 'changes'}? The version holds from the next
        opening or reopening on, and is never taken back, only followed by another.
      </p>
      <div className="field">
        <label htmlFor="policy-note">Why (for those who read the versions)</label>
        <input
          id="policy-note"
          className="input"
          maxLength={1_000}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
      </div>
      <div className="actions">
        <button type="submit" className="button" data-kind="primary" disabled={isBusy}>
          Yes, publish
        </button>
        <button type="button" className="button" onClick={onNo}>
          No, go on editing
        </button>
      </div>
    </form>
  );
};

export interface PublishProps {
  readonly draft: PolicyDraft;
  readonly changes: number;
  readonly isReady: boolean;
  /** The policy's name, after which versions are called. */
  readonly name: string;
}

/** Publishing takes two steps and a note: it governs everything that is opened or reopened from then on. */
export const Publish = ({ draft, changes, isReady, name }: PublishProps) => {
  const queries = useQueryClient();
  const isStale = useIsStale();
  const [isAsked, setAsked] = useState(false);
  const publishing = useMutation({
    mutationFn: (note: string) =>
      client.publishPolicy({
        commandId: draft.commandId,
        document: { ...draft.document },
        basedOn: draft.basedOn,
        ...(note === '' ? {} : { note }),
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['policy'] });
      discard();
    },
    onError: () => setAsked(false),
  });
  const conflict = conflictIn(publishing.error);
  const isStillInConflict = conflict !== undefined && draft.basedOn < conflict.actual;
  return (
    <section className="panel publish" aria-label="Publish">
      {isStillInConflict && <Conflict {...conflict} name={name} />}
      {publishing.error && !conflict && (
        <p className="notice" data-tone="bad" role="alert">
          {wordsOf(publishing.error)}
        </p>
      )}
      {isAsked ? (
        <PublishForm
          changes={changes}
          isBusy={publishing.isPending}
          onYes={(note) => publishing.mutate(note)}
          onNo={() => setAsked(false)}
        />
      ) : (
        <div className="actions">
          <button
            type="button"
            className="button"
            data-kind="primary"
            disabled={!isReady || isStale || changes === 0}
            onClick={() => setAsked(true)}
          >
            Publish …
          </button>
          <button type="button" className="button" data-kind="quiet" onClick={discard}>
            Throw the draft away
          </button>
        </div>
      )}
    </section>
  );
};
