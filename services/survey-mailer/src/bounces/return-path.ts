import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** A mail told apart by its return path: twenty hexadecimal digits of its id's hash. */
export type MailMark = string;

const purpose = 'caselog return path 1';
/** The mark of a mail. Pure. */
export const markOf = (mailId: string): MailMark => hash('sha256', mailId, 'hex').slice(0, 20);
const macOf = (key: string, mark: MailMark): string =>
  createHmac('sha256', key).update(`${purpose}\n${mark}`).digest('hex').slice(0, 12);

/**
 * The return path of one mail: `bounces@desk.example` becomes `bounces+<mark><mac>@desk.example`, so that a report tells which mail
 * came back even where it quotes nothing of it, and nobody else can make one up. Pure.
 */
export const returnPathFor = (mailId: string, bounceAddress: string, key: string): string => {
  const mark = markOf(mailId);
  const at = bounceAddress.lastIndexOf('@');
  return `${bounceAddress.slice(0, at)}+${mark}${macOf(key, mark)}${bounceAddress.slice(at)}`;
};

/** The mark in an address, undefined when it is not one of ours. Pure. */
export const markIn = (address: string, key: string): MailMark | undefined => {
  const [, mark, mac] = /\+([0-9a-f]{20})([0-9a-f]{12})@/i.exec(address.toLowerCase()) ?? [];
  if (mark === undefined || mac === undefined) return undefined;
  return timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(key, mark))) ? mark : undefined;
};
