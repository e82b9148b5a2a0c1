import type { Draft } from './draft.ts';

/** The questions in their order. */
export const stepNames = [
  'outage',
  'access',
  'who',
  'workaround',
  'promise',
  'problem',
  'contact',
  'check',
] as const;
export type StepName = (typeof stepNames)[number];

/** Whether a question has an answer that will do. */
const isAnswered: Readonly<Record<StepName, (draft: Draft) => boolean>> = {
  outage: ({ outageId }) => outageId !== undefined,
  access: ({ access }) => access !== undefined,
  who: ({ who }) => who !== undefined,
  workaround: ({ workaround }) => workaround !== undefined,
  promise: () => true,
  problem: ({ subject }) => subject !== '',
  contact: ({ email }) => email !== '',
  check: () => true,
};

/** The questions this draft has to answer: nobody is asked what is settled already. Pure. */
export const stepsOf = ({ access }: Draft, hasOutages: boolean): readonly StepName[] =>
  stepNames.filter((step) => {
    if (step === 'outage') return hasOutages;
    return step !== 'workaround' || access !== 'not-as-wished';
  });

/** Where to go on: the step that was asked for, or the first before it that has no answer. Pure. */
export const stepToShow = (
  wanted: StepName | undefined,
  draft: Draft,
  steps: readonly StepName[],
): StepName => {
  const open = steps.findIndex((step) => !isAnswered[step](draft));
  const place = steps.indexOf(wanted ?? steps[0]!);
  const shown = open === -1 ? place : Math.min(place, open);
  return steps[Math.max(0, shown)]!;
};

/** The step behind this one. Pure. */
export const stepAfter = (step: StepName, steps: readonly StepName[]): StepName =>
  steps[Math.min(steps.length - 1, steps.indexOf(step) + 1)]!;
