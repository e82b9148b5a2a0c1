interface Report {
  readonly messageId?: string | undefined;
  readonly to?: string;
  readonly status?: string;
  readonly action?: string;
  /** How the mail is quoted: whole, or its head alone. */
  readonly quoted?: 'message/rfc822' | 'text/rfc822-headers';
  /** Whether long header fields are folded. */
  readonly folded?: boolean;
}

/** A delivery status report as mail servers write it (RFC 3464), with an empty return path. */
export const report = ({
  messageId,
  to = 'bounces@desk.example',
  status = '5.1.1',
  action = 'failed',
  quoted = 'message/rfc822',
  folded = false,
}: Report): string =>
  [
    'Return-Path: <>',
    'From: MAILER-DAEMON@mx.example (Mail Delivery System)',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    ' boundary="=_parts"',
    'Message-ID: <20260302101500.1@mx.example>',
    '',
    'This is a MIME-encapsulated message.',
    '',
    '--=_parts',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'I am sorry to have to inform you that your message could not be delivered.',
    '',
    '--=_parts',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    'Arrival-Date: Mon,  2 Mar 2026 10:15:00 +0000 (UTC)',
    '',
    'Final-Recipient: rfc822; anna@example.com',
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550 no such user here',
    '',
    ...(messageId === undefined
      ? []
      : [
          '--=_parts',
          `Content-Type: ${quoted}`,
          '',
          'From: Support <survey@desk.example>',
          `Message-ID:${folded ? '\r\n ' : ' '}${messageId}`,
          'Subject: How did we handle your request?',
          ...(quoted === 'message/rfc822' ? ['', 'Hello,', 'Message-ID: <quoted@below>'] : []),
          '',
        ]),
    '--=_parts--',
    '',
  ].join('\r\n');

/** An out-of-office note, which a machine wrote about the same mail. */
export const autoReply = (messageId: string): string =>
  [
    'From: anna@example.com',
    'To: bounces@desk.example',
    'Subject: Out of office',
    'Auto-Submitted: auto-replied',
    `In-Reply-To: ${messageId}`,
    'Content-Type: text/plain',
    '',
    'I am away until Monday. Status: 5.1.1',
    '',
  ].join('\r\n');
