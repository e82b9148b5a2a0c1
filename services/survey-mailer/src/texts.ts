/** What the survey says, by language. One language so far; whatever the ticket's is, this one is sent. */
export interface SurveyTexts {
  readonly language: string;
  readonly mailSubject: string;
  readonly greeting: string;
  readonly intro: (subject: string) => string;
  readonly ask: string;
  readonly link: string;
  readonly until: (day: string) => string;
  readonly footer: string;
  readonly pageTitle: string;
  readonly question: string;
  readonly scores: readonly { readonly score: number; readonly label: string }[];
  readonly comment: string;
  readonly commentHint: string;
  readonly send: string;
  readonly chooseScore: string;
  readonly commentTooLong: string;
  readonly errorTitle: string;
  readonly thanks: { readonly title: string; readonly text: string };
  readonly closed: { readonly title: string; readonly text: string };
  readonly unknown: { readonly title: string; readonly text: string };
}

export const english: SurveyTexts = {
  language: 'en',
  mailSubject: 'How did we handle your request?',
  greeting: 'Hello,',
  intro: (subject) => `your request “${subject}” has been resolved.`,
  ask: 'We would like to know how we handled it. It is one question and takes a minute.',
  link: 'Tell us how it went',
  until: (day) => `The question is open until ${day}.`,
  footer:
    'You get this mail because you asked our support for help. It was sent automatically; please do not reply to it.',
  pageTitle: 'How did we handle your request?',
  question: 'How satisfied are you with the way your request was handled?',
  scores: [
    { score: 5, label: 'Very satisfied' },
    { score: 4, label: 'Satisfied' },
    { score: 3, label: 'Neither satisfied nor dissatisfied' },
    { score: 2, label: 'Dissatisfied' },
    { score: 1, label: 'Very dissatisfied' },
  ],
  comment: 'Is there anything you would like to add? (optional)',
  commentHint: 'Please leave out passwords and anything else that is secret.',
  send: 'Send',
  chooseScore: 'Choose how satisfied you are',
  commentTooLong: 'Your comment must be at most 5,000 characters',
  errorTitle: 'There is a problem',
  thanks: { title: 'Thank you', text: 'Your answer has been recorded. You can close this page.' },
  closed: {
    title: 'This survey is closed',
    text: 'Your request has been taken up again, or the time to answer is over. There is nothing you need to do.',
  },
  unknown: {
    title: 'This link does not work',
    text: 'Please open it again from the mail, and check that the whole address was copied.',
  },
};

/** The texts for a language. Pure. */
export const textsFor = (_language: string): SurveyTexts => english;
