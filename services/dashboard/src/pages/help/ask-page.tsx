import type { HelpResponse } from '@caselog/api-contract';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { useMe } from '../../session/session.ts';
import { useReaderLanguage } from '../../words/reader.ts';
import { CheckAnswers } from './ask/check.tsx';
import { answer, forgetDraft, useDraft, type Draft } from './ask/draft.ts';
import { faultsOf } from './ask/faults.ts';
import {
  AccessQuestion,
  ContactQuestion,
  OutageQuestion,
  ProblemQuestion,
  PromiseShown,
  WhoQuestion,
  WorkaroundQuestion,
  type QuestionProps,
} from './ask/questions.tsx';
import { sendDraft, sendingFault } from './ask/send.ts';
import { stepAfter, stepsOf, stepToShow, type StepName } from './ask/steps.ts';
import { Channels } from './parts/channels.tsx';
import { ErrorSummary, type FieldFault } from './parts/error-summary.tsx';
import { Frame } from './parts/frame.tsx';
import { usePageTitle } from './parts/page-title.ts';
import { useHelp } from './parts/queries.ts';
import { faultInWords } from './words/faults.ts';
import { say } from './words/words.ts';

const route = getRouteApi('/help/ask');

const questions: Readonly<Record<StepName, (props: QuestionProps) => ReactNode>> = {
  outage: OutageQuestion,
  access: AccessQuestion,
  who: WhoQuestion,
  workaround: WorkaroundQuestion,
  promise: PromiseShown,
  problem: ProblemQuestion,
  contact: ContactQuestion,
  check: CheckAnswers,
};

/** Pages that ask one question have it as their heading. */
const asksOne: ReadonlySet<StepName> = new Set(['outage', 'access', 'who', 'workaround']);

/** Sends the draft, and goes on to the request's own page; going back from there leads to no sent form. */
const useSending = () => {
  const router = useRouter();
  return useMutation({
    mutationFn: sendDraft,
    onSuccess: async (ticketId) => {
      await router.navigate({
        to: '/help/requests/$ticketId',
        params: { ticketId },
        search: { opened: true },
        replace: true,
      });
      // Not before: while the questions are shown, a draft that is gone would begin anew.
      forgetDraft();
    },
  });
};

interface StepProps {
  readonly step: StepName;
  readonly steps: readonly StepName[];
  readonly draft: Draft;
  readonly help: HelpResponse;
}

const Step = ({ step, steps, draft, help }: StepProps) => {
  const { navigate } = useRouter();
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  const sending = useSending();
  const title = say(`ask.${step}`);
  const shown = sending.error ? [{ message: () => sendingFault(sending.error) }] : faults;
  usePageTitle(title, shown.length > 0);
  const goOn = async (): Promise<void> => {
    const found = faultsOf(step, draft);
    setFaults(found);
    if (found.length > 0) return;
    if (step === 'check') sending.mutate(draft);
    else await navigate({ to: '/help/ask', search: { step: stepAfter(step, steps) } });
  };
  const Question = questions[step];
  return (
    <Frame
      title={title}
      hasBack
      caption={say('ask.progress', { step: steps.indexOf(step) + 1, of: steps.length })}
      isHeadingElsewhere={asksOne.has(step)}
      summary={<ErrorSummary faults={shown} />}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!sending.isPending && !sending.isSuccess) void goOn();
        }}
      >
        <Question
          draft={draft}
          help={help}
          fault={(field) => faults.find((fault) => fault.field === field)?.message()}
          answer={(answers) => answer(draft.owner, answers)}
        />
        <p>
          <button
            type="submit"
            className="button"
            data-kind="primary"
            aria-disabled={sending.isPending || sending.isSuccess}
          >
            {step === 'check' ? say(sending.isPending ? 'ask.sending' : 'ask.send') : say('site.continue')}
          </button>
        </p>
        {step === 'check' && <p className="muted">{say('ask.sendHint')}</p>}
      </form>
      <Channels initial={draft.language} />
    </Frame>
  );
};

const NotEntitled = ({ help }: { readonly help: HelpResponse }) => (
  <Frame title={say('ask.contact')} hasBack>
    <p className="notice">
      <span>{say(help.entitled === null ? 'start.notRequester' : 'start.notEntitled')}</span>
      {help.helpedAt && (
        <a href={help.helpedAt.url} rel="noreferrer" dir="auto">
          {help.helpedAt.text}
        </a>
      )}
    </p>
  </Frame>
);

/** The questions, one on a page: known outages first, then the impact, what it comes to, the problem, and a last look. */
export const AskPage = () => {
  useReaderLanguage();
  const me = useMe();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const draft = useDraft(me.id);
  const { data: help, error } = useHelp();
  const steps = stepsOf(draft, (help?.outages.length ?? 0) > 0);
  const step = stepToShow(search.step, draft, steps);
  const isElsewhere = help !== undefined && search.step !== step;
  useEffect(() => {
    // The address names the question that is shown, also where another was asked for too early.
    if (isElsewhere) void navigate({ search: { step }, replace: true });
  });
  if (error)
    return (
      <Frame title={say('site.failed')}>
        <p role="alert">{faultInWords(error)}</p>
      </Frame>
    );
  if (!help) return <Frame title={say('site.loading')}>{null}</Frame>;
  if (help.entitled !== true) return <NotEntitled help={help} />;
  return <Step key={step} step={step} steps={steps} draft={draft} help={help} />;
};
