/** The seven states of the lifecycle. A file of their own: who needs their names alone needs no machine. Source: domain, "The statechart". */
export const lifecycleStates = [
  'opened',
  'triaged',
  'awaiting-data',
  'escalated',
  'third-party',
  'resolved',
  'surveyed',
] as const;
export type Lifecycle = (typeof lifecycleStates)[number];
