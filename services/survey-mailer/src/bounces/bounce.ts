/** What a delivery status report says of one mail. Nothing in it is personal: neither the address nor the server's words. */
export interface Bounce {
  /** The Message-ID of the mail it is about, with its angle brackets, where the report quotes it. */
  readonly messageId: string | undefined;
  /** The addresses the report was sent to: a mail's own return path is among them, where the desk uses such. */
  readonly returnedTo: readonly string[];
  /** Its status (RFC 3463), such as `5.1.1`. */
  readonly status: string;
  /** RFC 3464: what became of the mail. */
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
}

/** For good (5.x.x) or for now (4.x.x, or a mail that is still being tried); neither: the mail arrived. Pure. */
export const severityOf = ({ status, action }: Bounce): 'hard' | 'soft' | 'none' => {
  if (action !== 'failed' && action !== 'delayed') return 'none';
  return action === 'failed' && status.startsWith('5') ? 'hard' : 'soft';
};
