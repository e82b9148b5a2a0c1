/** How a need ended: it was never promised anything, or its target was met, missed, cancelled, or is open still. */
export const targetStates = ['none', 'met', 'missed', 'cancelled', 'open'] as const;
export const targetState = { none: 0, met: 1, missed: 2, cancelled: 3, open: 4 } as const;

/** How the survey of a resolution ended, or would have. */
export const surveyEnds = [
  'suppressed',
  'answered',
  'lapsed',
  'declined',
  'bounced',
  'cancelled',
  'open',
] as const;
export const surveyEnd = {
  suppressed: 0,
  answered: 1,
  lapsed: 2,
  declined: 3,
  bounced: 4,
  cancelled: 5,
  open: 6,
} as const;
