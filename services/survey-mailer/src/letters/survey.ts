import type { Instant } from '@caselog/ticket';
import type { Words } from '@caselog/words';
import type { Letter } from './letter.ts';

export interface SurveyLetter {
  readonly words: Words;
  readonly zone: string;
  /** The ticket's subject, in the requester's own words. */
  readonly subject: string;
  readonly link: string;
  readonly unsubscribeLink: string;
  readonly closesAt: Instant;
  readonly nowMs: number;
  readonly isReminder: boolean;
}

const dayMs = 86_400_000;

/** The letter that asks how a request was handled, or that reminds of the question. Pure. */
export const surveyLetter = (about: SurveyLetter): Letter => {
  const { words, zone, subject, link, unsubscribeLink, closesAt, nowMs, isReminder } = about;
  const days = Math.floor((Date.parse(closesAt) - nowMs) / dayMs);
  return {
    words,
    subject: isReminder ? words.say('survey.reminder.subject') : words.say('survey.title'),
    parts: [
      {
        kind: 'text',
        text: isReminder
          ? words.say('survey.reminder.intro', { subject })
          : words.say('survey.intro', { subject }),
      },
      { kind: 'text', text: words.say('survey.ask') },
      { kind: 'button', label: words.say('survey.link'), url: link },
      { kind: 'text', text: words.say('survey.until', { day: words.day(closesAt, zone), days }) },
      { kind: 'fine-link', label: words.say('survey.unsubscribe'), url: unsubscribeLink },
    ],
  };
};
