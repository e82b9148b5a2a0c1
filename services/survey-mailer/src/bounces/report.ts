import { simpleParser, type AddressObject, type ParsedMail } from 'mailparser';
import type { Bounce } from './bounce.ts';

/** The header fields of a text block, names in lower case, folded lines joined (RFC 5322). Pure. */
const fieldsOf = (block: string): ReadonlyMap<string, string> => {
  const unfolded = block.replaceAll(/\r?\n[ \t]+/g, ' ');
  return new Map(
    [...unfolded.matchAll(/^([\w-]+):[ \t]*(.*)$/gm)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      value.trim(),
    ]),
  );
};

const actions = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;

/** The first recipient's fate in a `message/delivery-status` part: ours have one recipient each. Pure. */
const fateIn = (content: string): Pick<Bounce, 'status' | 'action'> | undefined => {
  for (const block of content.split(/\r?\n\r?\n/).map(fieldsOf)) {
    const action = actions.find((each) => each === block.get('action')?.toLowerCase());
    const [status] = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(block.get('status') ?? '') ?? [];
    if (action && status !== undefined) return { action, status };
  }
  return undefined;
};

const addressesOf = (to: AddressObject | AddressObject[] | undefined): readonly string[] =>
  [to ?? []]
    .flat()
    .flatMap(({ value }) => value.flatMap(({ address }) => (address === undefined ? [] : [address])));

/** Where the report went: its own recipient, and what delivering servers wrote down of it. */
const returnedTo = ({ to, headers }: ParsedMail): readonly string[] => [
  ...addressesOf(to),
  ...['delivered-to', 'x-original-to', 'envelope-to'].flatMap((name) => {
    const value = headers.get(name);
    return typeof value === 'string' ? [value] : [];
  }),
];

const isReport = ({ headers }: ParsedMail): boolean => {
  const type = headers.get('content-type') as
    { readonly value?: string; readonly params?: { readonly 'report-type'?: string } } | undefined;
  return (
    type?.value?.toLowerCase() === 'multipart/report' &&
    type.params?.['report-type']?.toLowerCase() === 'delivery-status'
  );
};

/**
 * Reads a mail as a delivery status report (RFC 3464). Undefined for any other mail: an out-of-office note, a requester's own words,
 * a report of something else. Nothing is ever answered. Pure.
 */
export const readReport = async (source: Buffer | string): Promise<Bounce | undefined> => {
  const mail = await simpleParser(source, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    keepDeliveryStatus: true,
  });
  if (!isReport(mail)) return undefined;
  const partOf = (...types: readonly string[]): string | undefined =>
    mail.attachments.find(({ contentType }) => types.includes(contentType.toLowerCase()))?.content.toString();
  const fate = fateIn(partOf('message/delivery-status', 'message/global-delivery-status') ?? '');
  if (!fate) return undefined;
  const original = partOf(
    'message/rfc822',
    'text/rfc822-headers',
    'message/global',
    'message/global-headers',
  );
  // Only its head: a mail may quote another below.
  const messageId = fieldsOf((original ?? '').split(/\r?\n\r?\n/)[0] ?? '').get('message-id');
  return { ...fate, messageId, returnedTo: returnedTo(mail) };
};
