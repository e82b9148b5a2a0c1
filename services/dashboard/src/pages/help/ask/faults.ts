import type { FieldFault } from '../parts/error-summary.tsx';
import { say } from '../words/words.ts';
import type { Draft } from './draft.ts';
import type { StepName } from './steps.ts';

const subjectMax = 300;
const descriptionMax = 20_000;

/** One sign, an @, and a name with a dot: whether the rest is right only a mail can tell. */
const looksLikeAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

const faultIf = (isFault: boolean, field: string, message: () => string): readonly FieldFault[] =>
  isFault ? [{ field, message }] : [];

const checks: Readonly<Record<StepName, (draft: Draft) => readonly FieldFault[]>> = {
  outage: ({ outageId }) => faultIf(outageId === undefined, 'outage', () => say('ask.outage.missing')),
  access: ({ access }) => faultIf(access === undefined, 'access', () => say('ask.access.missing')),
  who: ({ who }) => faultIf(who === undefined, 'who', () => say('ask.who.missing')),
  workaround: ({ workaround }) =>
    faultIf(workaround === undefined, 'workaround', () => say('ask.workaround.missing')),
  promise: () => [],
  problem: ({ subject, description }) => [
    ...faultIf(subject.trim() === '', 'subject', () => say('ask.subject.missing')),
    ...faultIf(subject.length > subjectMax, 'subject', () => say('ask.subject.long', { max: subjectMax })),
    ...faultIf(description.length > descriptionMax, 'description', () =>
      say('ask.description.long', { max: descriptionMax }),
    ),
  ],
  contact: ({ email }) =>
    email.trim() === ''
      ? faultIf(true, 'email', () => say('ask.email.missing'))
      : faultIf(!looksLikeAddress(email.trim()), 'email', () => say('ask.email.wrong')),
  check: () => [],
};

/** What must be put right before the next question. Pure. */
export const faultsOf = (step: StepName, draft: Draft): readonly FieldFault[] => checks[step](draft);
