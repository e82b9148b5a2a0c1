import type { PolicyResponse } from '@caselog/api-contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { wordsOf } from '../../app/error-page.tsx';
import { browser } from '../../time/browser.ts';
import { shortMoment } from '../../words/format.ts';
import { edit, usePolicyDraft, type PolicyDraft } from './draft.ts';
import { Field } from './form/field.tsx';
import type { Fault } from './form/parts.tsx';
import { blankOf, inside, type JsonObject, type Schema } from './form/json-schema.ts';
import { sections } from './form/words.ts';
import { JsonEditor } from './json-editor.tsx';
import { FaultList, Preview } from './preview.tsx';
import { Publish } from './publish.tsx';
import { policyQuery, previewQuery, schemaQuery } from './queries.ts';
import { Versions } from './versions.tsx';
import './policy.css';

const route = getRouteApi('/policy');

const views = { form: 'Form', json: 'JSON', versions: 'Versions' } as const;
type View = keyof typeof views;

const Tabs = ({ view }: { readonly view: View }) => (
  <nav className="actions" aria-label="Views of the policy">
    {(Object.keys(views) as View[]).map((each) => (
      <Link
        key={each}
        className="button"
        to="/policy"
        search={{ view: each }}
        aria-current={view === each ? 'true' : undefined}
      >
        {views[each]}
      </Link>
    ))}
  </nav>
);

/** A value once it has not changed for a moment: nothing is asked at each key. */
const useSettled = <Value,>(value: Value, ms: number): Value => {
  const [settled, setSettled] = useState(value);
  useEffect(() => browser.after(ms, () => setSettled(() => value)), [value, ms]);
  return settled;
};

interface FormProps {
  readonly schema: Schema;
  readonly document: JsonObject;
  readonly faults: readonly Fault[];
  readonly onChange: (document: JsonObject) => void;
}

interface SectionProps extends FormProps {
  readonly name: string;
  readonly property: Schema;
}

/** A part of the policy in a fold of its own. A fault opens it; it stays open when the fault is gone. */
const Section = ({ name, property, document, faults, onChange }: SectionProps) => {
  const [isOpen, setOpen] = useState(false);
  const pointer = inside('', name);
  const own = faults.filter((fault) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`));
  const { title, help } = sections[name] ?? { title: name, help: '' };
  return (
    <details
      className="panel section"
      open={isOpen || own.length > 0}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        <h2>{title}</h2>
        <span className="muted">{help}</span>
        {own.length > 0 && <span className="fault">{own.length} to put right</span>}
      </summary>
      <Field
        schema={property}
        value={document[name] ?? blankOf(property)}
        onChange={(value) => onChange({ ...document, [name]: value })}
        pointer={pointer}
        label={title}
        faults={own}
      />
    </details>
  );
};

const PolicyForm = (props: FormProps) => (
  <>
    {Object.entries(props.schema.properties ?? {}).map(([name, property]) => (
      <Section key={name} {...props} name={name} property={property} />
    ))}
  </>
);

const Editor = ({
  view,
  policy,
  draft,
}: {
  readonly view: 'form' | 'json';
  readonly policy: PolicyResponse;
  readonly draft: PolicyDraft | undefined;
}) => {
  const document = draft?.document ?? (policy.document as JsonObject);
  const settled = useSettled(document, 300);
  const { data: schema, error: schemaError } = useQuery(schemaQuery);
  const {
    data: preview,
    error,
    isPlaceholderData,
  } = useQuery({
    ...previewQuery(settled),
    enabled: draft !== undefined,
  });
  const faults = draft ? (preview?.faults ?? []) : [];
  const change = (changed: JsonObject) => edit(changed, policy);
  const failure = schemaError ?? error;
  return (
    <>
      {failure && (
        <p className="notice" data-tone="bad" role="alert">
          {wordsOf(failure)}
        </p>
      )}
      {faults.length > 0 && <FaultList faults={faults} />}
      {draft && (
        <Publish
          draft={draft}
          changes={preview?.differences.length ?? 0}
          isReady={preview?.valid === true && settled === document && !isPlaceholderData}
          name={String(policy.document['id'])}
        />
      )}
      {draft && preview && <Preview preview={preview} />}
      {view === 'json' && <JsonEditor document={document} onChange={change} />}
      {view === 'form' && schema && (
        <PolicyForm schema={schema.schema} document={document} faults={faults} onChange={change} />
      )}
    </>
  );
};

/** The policy of the desk: edited as a form or as text, checked and previewed as one writes, published as a version. */
export const PolicyPage = () => {
  const { view = 'form' } = route.useSearch();
  const { data: policy, error } = useQuery(policyQuery);
  const draft = usePolicyDraft();
  return (
    <div className="policy">
      <h1>Policy</h1>
      {error && <p role="alert">{wordsOf(error)}</p>}
      {policy && (
        <p className="muted">
          In force: <bdi>{policy.version}</bdi>, since {shortMoment(policy.publishedAt)}
          {draft && ' · you are writing a draft'}
        </p>
      )}
      <Tabs view={view} />
      {view === 'versions' ? <Versions /> : policy && <Editor view={view} policy={policy} draft={draft} />}
    </div>
  );
};
