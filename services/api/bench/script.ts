/** A request of a script, and the status that counts as done. */
export interface Step {
  readonly path: string;
  readonly body: string;
  readonly status: number;
}

/** What one connection sends: each step is made from the answer to the one before. */
export type Script = (answer: string) => Step;

const opening = (commandId: string, n: number): Step => ({
  path: '/tickets',
  status: 201,
  body: JSON.stringify({
    commandId,
    data: {
      requesterId: `requester-${n}`,
      requesterEmail: 'anna@example.com',
      subject: 'Nobody can sign in since this morning',
      description: 'Whoever tries sees an empty page. It began at nine. Nothing was changed on our side.',
      channel: 'monitoring',
      impact: { access: 'critical', who: 'many-users', workaround: 'none' },
    },
  }),
});

const later = [
  { type: 'TriageTicket', data: {} },
  {
    type: 'AddNote',
    data: { body: 'The certificate of the sign-in page ran out at nine; a new one is on its way.' },
  },
  {
    type: 'ResolveTicket',
    data: {
      outcome: { kind: 'solved', whatWasDone: 'A new certificate was put in place; sign-in works again.' },
    },
  },
] as const;

const ticketIn = (answer: string): string => /"ticketId":"([\w-]+)"/.exec(answer)?.[1] ?? 'no ticket';

/** Nothing but openings. */
export const openings = (prefix: string): Script => {
  let n = 0;
  return () => {
    n += 1;
    return opening(`${prefix}-${n}`, n);
  };
};

/** A ticket's life, again and again: opened, triaged, noted on, resolved. */
export const lives = (prefix: string): Script => {
  let n = 0;
  let ticketId = '';
  return (answer) => {
    const step = n % (later.length + 1);
    n += 1;
    if (step === 0) return opening(`${prefix}-${n}`, n);
    if (step === 1) ticketId = ticketIn(answer);
    const body = JSON.stringify({ commandId: `${prefix}-${n}`, ...later[step - 1] });
    return { path: `/tickets/${ticketId}/commands`, body, status: 200 };
  };
};
