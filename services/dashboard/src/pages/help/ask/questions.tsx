import type { HelpResponse } from '@caselog/api-contract';
import { useQuery } from '@tanstack/react-query';
import { Checkbox, Radios, Select, TextField, type Choice } from '../parts/fields.tsx';
import { OutageWords } from '../parts/outages.tsx';
import { Promise } from '../parts/promise.tsx';
import { previewQuery } from '../parts/queries.ts';
import { faultInWords } from '../words/faults.ts';
import { nameOfLanguage, say } from '../words/words.ts';
import { impactOf, type Draft } from './draft.ts';

export interface QuestionProps {
  readonly draft: Draft;
  readonly help: HelpResponse;
  /** The fault of a field, by the field's id. */
  readonly fault: (field: string) => string | undefined;
  readonly answer: (answers: Partial<Draft>) => void;
}

const none = 'none';

/** Known outages before anything is asked: a request may be attached to one. */
export const OutageQuestion = ({ draft, help, fault, answer }: QuestionProps) => {
  const chosen = help.outages.find(({ outageId }) => outageId === draft.outageId);
  const choices: Choice<string>[] = [
    ...help.outages.map(({ outageId, title, lastWord }) => ({
      value: outageId,
      label: title,
      hint: lastWord,
      isFree: true,
    })),
    { value: none, label: say('ask.outage.none') },
  ];
  return (
    <>
      <Radios
        id="outage"
        isHeading
        label={say('ask.outage')}
        hint={say('ask.outage.hint')}
        fault={fault('outage')}
        choices={choices}
        value={draft.outageId === null ? none : draft.outageId}
        onChange={(value) => answer({ outageId: value === none ? null : value })}
      />
      {chosen && (
        <fieldset className="field radios">
          <legend>{say('ask.outage.also')}</legend>
          <Checkbox
            id="credit"
            label={say('ask.outage.credit')}
            checked={draft.serviceCredit}
            onChange={(serviceCredit) => answer({ serviceCredit })}
          />
          <Checkbox
            id="report"
            label={say('ask.outage.report')}
            checked={draft.incidentReport}
            onChange={(incidentReport) => answer({ incidentReport })}
          />
          <OutageWords outage={chosen} />
        </fieldset>
      )}
    </>
  );
};

export const AccessQuestion = ({ draft, fault, answer }: QuestionProps) => (
  <Radios
    id="access"
    isHeading
    label={say('ask.access')}
    hint={say('ask.access.hint')}
    fault={fault('access')}
    choices={(['critical', 'degraded', 'not-as-wished'] as const).map((value) => ({
      value,
      label: say(`ask.access.${value}`),
      hint: say(`ask.access.${value}.hint`),
    }))}
    value={draft.access}
    // Who only wishes for something needs no way round it, and is not asked for one.
    onChange={(access) =>
      answer({
        access,
        ...(access === 'not-as-wished' && { workaround: 'not-needed' }),
        ...(access !== 'not-as-wished' && draft.workaround === 'not-needed' && { workaround: undefined }),
      })
    }
  />
);

export const WhoQuestion = ({ draft, fault, answer }: QuestionProps) => (
  <Radios
    id="who"
    isHeading
    label={say('ask.who')}
    fault={fault('who')}
    choices={[
      { value: 'one-user', label: say('ask.who.one-user') },
      { value: 'many-users', label: say('ask.who.many-users') },
      {
        value: 'collaboration',
        label: say('ask.who.collaboration'),
        hint: say('ask.who.collaboration.hint'),
      },
    ]}
    value={draft.who}
    onChange={(who) => answer({ who })}
  />
);

export const WorkaroundQuestion = ({ draft, fault, answer }: QuestionProps) => (
  <Radios
    id="workaround"
    isHeading
    label={say('ask.workaround')}
    hint={say('ask.workaround.hint')}
    fault={fault('workaround')}
    choices={[
      { value: 'none', label: say('ask.workaround.none') },
      { value: 'exists', label: say('ask.workaround.exists') },
    ]}
    value={draft.workaround}
    onChange={(workaround) => answer({ workaround })}
  />
);

/** What the answers come to: the priority, by when there is a reply, and why. */
export const PromiseShown = ({ draft }: Pick<QuestionProps, 'draft'>) => {
  const impact = impactOf(draft)!;
  const { data, error } = useQuery(previewQuery(impact));
  if (error) return <p role="alert">{faultInWords(error)}</p>;
  return data ? <Promise preview={data} impact={impact} /> : <p>{say('site.loading')}</p>;
};

export const ProblemQuestion = ({ draft, fault, answer }: QuestionProps) => (
  <>
    <TextField
      id="subject"
      label={say('ask.subject')}
      hint={say('ask.subject.hint')}
      fault={fault('subject')}
      value={draft.subject}
      onChange={(subject) => answer({ subject })}
    />
    <TextField
      id="description"
      label={say('site.optional', { label: say('ask.description') })}
      hint={say('ask.description.hint')}
      fault={fault('description')}
      value={draft.description}
      rows={8}
      onChange={(description) => answer({ description })}
    />
  </>
);

export const ContactQuestion = ({ draft, help, fault, answer }: QuestionProps) => (
  <>
    <TextField
      id="email"
      type="email"
      autoComplete="email"
      label={say('ask.email')}
      hint={say('ask.email.hint')}
      fault={fault('email')}
      value={draft.email}
      onChange={(email) => answer({ email })}
    />
    <Select
      id="language"
      label={say('ask.language')}
      value={draft.language}
      choices={[...new Set([draft.language, ...help.languages])].map((each) => ({
        value: each,
        label: nameOfLanguage(each),
      }))}
      onChange={(language) => answer({ language })}
    />
  </>
);
