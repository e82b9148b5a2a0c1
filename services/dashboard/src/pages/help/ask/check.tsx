import { Link } from '@tanstack/react-router';
import { nameOfLanguage, say } from '../words/words.ts';
import type { Draft } from './draft.ts';
import { PromiseShown, type QuestionProps } from './questions.tsx';
import type { StepName } from './steps.ts';

interface Line {
  readonly step: StepName;
  readonly what: string;
  readonly answer: string;
}

const linesOf = (draft: Draft, { outages }: QuestionProps['help']): readonly Line[] => {
  const { access, who, workaround, subject, description, email, language } = draft;
  const outage = outages.find(({ outageId }) => outageId === draft.outageId);
  return [
    ...(outage ? [{ step: 'outage', what: say('ask.check.outage'), answer: outage.title } as const] : []),
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
    { step: 'problem', what: say('ask.subject'), answer: subject },
    { step: 'problem', what: say('ask.description'), answer: description === '' ? '–' : description },
    { step: 'contact', what: say('ask.email'), answer: email },
    { step: 'contact', what: say('ask.language'), answer: nameOfLanguage(language) },
  ];
};

/** Everything that was answered, each with the way back to its question, and once more what is promised. */
export const CheckAnswers = ({ draft, help }: Pick<QuestionProps, 'draft' | 'help'>) => (
  <>
    <dl className="answers">
      {linesOf(draft, help).map(({ step, what, answer }) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>
            <bdi>{answer}</bdi>
          </dd>
          <dd>
            <Link to="/help/ask" search={{ step }} aria-label={say('ask.check.change', { what })}>
              {say('ask.check.change', { what: '' })}
            </Link>
          </dd>
        </div>
      ))}
    </dl>
    <h2>{say('ask.check.priority')}</h2>
    <PromiseShown draft={draft} />
  </>
);
