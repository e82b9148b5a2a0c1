import type { Instant } from '@caselog/ticket';
import { html } from '../html.ts';
import type { SurveyTexts } from '../texts.ts';
import type { Mail } from './message.ts';

export interface SurveyMail {
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  /** The ticket's subject, in the requester's own words. */
  readonly about: string;
  readonly link: string;
  readonly closesAt: Instant;
  readonly at: Instant;
}

const dayOf = (instant: Instant, language: string): string =>
  new Date(instant).toLocaleDateString(language, { dateStyle: 'long', timeZone: 'UTC' });

const plain = (texts: SurveyTexts, { about, link, closesAt }: SurveyMail): string =>
  [
    texts.greeting,
    '',
    texts.intro(about),
    texts.ask,
    '',
    `${texts.link}:`,
    link,
    '',
    texts.until(dayOf(closesAt, texts.language)),
    '',
    '-- ',
    texts.footer,
    '',
  ].join('\n');

/** Style attributes and a button made of a link: what mail programs show alike. */
const rich = (texts: SurveyTexts, { about, link, closesAt }: SurveyMail): string =>
  html`<!doctype html>
    <html lang="${texts.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${texts.mailSubject}</title>
      </head>
      <body
        style="margin:0;padding:24px;background:#f5f6f8;color:#171a20;font:16px/24px system-ui,sans-serif"
      >
        <div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px">
          <p style="margin:0 0 16px">${texts.greeting}</p>
          <p style="margin:0 0 16px">${texts.intro(about)} ${texts.ask}</p>
          <p style="margin:24px 0">
            <a
              href="${link}"
              style="display:inline-block;padding:12px 24px;background:#1f55c4;color:#ffffff;border-radius:6px;text-decoration:none"
              >${texts.link}</a
            >
          </p>
          <p style="margin:0 0 16px">${texts.until(dayOf(closesAt, texts.language))}</p>
          <p style="margin:24px 0 0;color:#525a66;font-size:14px;line-height:20px">${texts.footer}</p>
        </div>
      </body>
    </html> `.markup;

/** The survey's mail, as plain text and as HTML. Pure. */
export const composeSurveyMail = (texts: SurveyTexts, mail: SurveyMail): Mail => ({
  messageId: mail.messageId,
  from: mail.from,
  to: mail.to,
  subject: texts.mailSubject,
  text: plain(texts, mail),
  html: rich(texts, mail),
  date: new Date(mail.at),
});
