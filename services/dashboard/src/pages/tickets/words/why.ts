import type { WhyNot } from '@caselog/api-contract/machine';
import { states } from '../../../words/vocabulary.ts';

type Guard = Extract<WhyNot, { because: 'guard' }>['guard'];

/** What a guard asks, where it must hold and does not. */
const unmet: Readonly<Record<Guard, string>> = {
  toTriaged: 'it must lead back to triage',
  reopenable: 'the window for reopening has closed: open a follow-up instead',
  surveyIsOpen: 'the survey is closed',
  itemIsOpen: 'no data is being waited for',
  ofFirstResponse: 'it is not about the first response',
  ofFirstResponseBeforeReply: 'the first response came in time',
  ofThisEpisode: 'it is about another episode',
  outageIsLinked: 'no outage is linked',
  isLinked: 'no ticket is linked',
};

/** The guard's reason in words. Pure. */
export const whyWords = (why: WhyNot): string => {
  if (why.because === 'state') return `not while the ticket is ${states[why.lifecycle].label.toLowerCase()}`;
  return why.mustHold ? unmet[why.guard] : `already so: ${why.guard}`;
};
