import { Link } from '@tanstack/react-router';
import { nameOfLanguage, say } from '../words/words.ts';
import type { Draft } from './draft.ts';
import { PromiseShown, type QuestionProps } from './questions.tsx';
import type { StepName } from './steps.ts';

interface Line {
  readonly step: StepName;
  readonly what: string;
  readonly answer: string;
  /** Written by hand, and not a word of these pages. */
  readonly isFree?: boolean;
}

const linesOf = (draft: Draft, { outages }: QuestionProps['help']): readonly Line[] => {
  const { access, who, workaround, subject, description, email, language } = draft;
  const outage = outages.find(({ outageId }) => outageId === draft.outageId);
  return [
    ...(outage
      ? [{ step: 'outage', what: say('ask.check.outage'), answer: outage.title, isFree: true } as const]
      : []),
    { step: 'access', what: say('ask.access'), answer: access ? say(`ask.access.${access}`) : '' },
    { step: 'who', what: say('ask.who'), answer: who ? say(`ask.who.${who}`) : '' },
    ...(workaround && access !== 'not-as-wished'
      ? [
          {
            step: 'workaround',
            what: say('ask.workaround'),
            answer: say(`ask.workaround.${workaround}`),
          } as const,
        ]
      : []),
    { step: 'problem', what: say('ask.subject'), answer: subject, isFree: true },
    {
      step: 'problem',
      what: say('ask.description'),
      answer: description === '' ? '–' : description,
      isFree: true,
    },
    { step: 'contact', what: say('ask.email'), answer: email, isFree: true },
    { step: 'contact', what: say('ask.language'), answer: nameOfLanguage(language), isFree: true },
  ];
};

/** Everything that was answered, each with the way back to its question, and once more what is promised. */
export const CheckAnswers = ({ draft, help }: Pick<QuestionProps, 'draft' | 'help'>) => (
  <>
    <dl className="answers">
      {linesOf(draft, help).map(({ step, what, answer, isFree }) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>{isFree ? <bdi>{answer}</bdi> : answer}</dd>
          <dd>
            <Link to="/help/ask" search={{ step }} aria-label={say('ask.check.changeOf', { what })}>
              {say('ask.check.change')}
            </Link>
          </dd>
        </div>
      ))}
    </dl>
    <h2>{say('ask.check.priority')}</h2>
    <PromiseShown draft={draft} />
  </>
);
