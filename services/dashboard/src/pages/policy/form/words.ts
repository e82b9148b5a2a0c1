/** What the parts of a policy are called, and what they decide, where their names do not say it. */
export const sections: Readonly<Record<string, { readonly title: string; readonly help: string }>> = {
  id: { title: 'Name', help: 'Versions are named after it.' },
  title: { title: 'Title', help: '' },
  editions: {
    title: 'Editions',
    help: 'Who may open tickets, by which channels; who may not is pointed elsewhere.',
  },
  otherCallers: {
    title: 'Other callers',
    help: 'Where people are helped who are no customer’s administrator.',
  },
  channels: {
    title: 'Channels',
    help: 'Which languages are served during which hours, and how each channel is reached.',
  },
  impactMatrix: { title: 'Impact matrix', help: 'The first row that matches gives the priority.' },
  calendars: { title: 'Calendars', help: 'When the desk and its channels are open.' },
  hours: {
    title: 'Governing hours',
    help: 'Which calendar governs tickets; the first row that matches holds.',
  },
  targets: {
    title: 'Targets',
    help: 'What is promised: a budget of the desk’s own time. Of each kind the first row that matches holds.',
  },
  silence: { title: 'Silence', help: 'When a requester is reminded, and when silence closes the ticket.' },
  reopenWindow: {
    title: 'Reopening',
    help: 'How long a resolved ticket may be reopened; after that a follow-up is opened.',
  },
  survey: { title: 'Survey', help: 'Who is asked how it went, when, and how often.' },
  partnerTerms: { title: 'Partners', help: 'Under which terms partners work.' },
};
