import type { Words } from '@caselog/words';
import { html, type Html } from '../html.ts';

/** What stands in a mail, in order. */
export type LetterPart =
  | { readonly kind: 'text' | 'quote'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly { readonly title: string; readonly text: string }[] }
  | { readonly kind: 'button' | 'fine-link'; readonly label: string; readonly url: string };

/** A mail before it is written out as plain text and as HTML. */
export interface Letter {
  readonly words: Words;
  readonly subject: string;
  readonly parts: readonly LetterPart[];
}

const quoted = (text: string): string =>
  text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');

const plainPart = (part: LetterPart): string => {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'quote':
      return quoted(part.text);
    case 'list':
      return part.items.map(({ title, text }) => `- ${title}: ${text}`).join('\n');
    case 'button':
    case 'fine-link':
      return `${part.label}:\n${part.url}`;
    default:
      return part satisfies never;
  }
};

/** A letter as plain text. Pure. */
export const toPlain = ({ words, parts }: Letter): string => {
  const isFine = (part: LetterPart): boolean => part.kind === 'fine-link';
  return [
    words.say('mail.greeting'),
    ...parts.filter((part) => !isFine(part)).map(plainPart),
    ['-- ', words.say('mail.footer')].join('\n'),
    ...parts.filter(isFine).map(plainPart),
    '',
  ].join('\n\n');
};

const paragraph = 'margin:0 0 16px';
const lines = (text: string): readonly Html[] =>
  text.split('\n').map((line, index) => (index === 0 ? html`${line}` : html`<br />${line}`));

/** Style attributes and a button made of a link: what mail programs show alike. */
const richPart = (part: LetterPart): Html => {
  switch (part.kind) {
    case 'text':
      return html`<p style="${paragraph}">${part.text}</p>`;
    case 'quote':
      return html`<blockquote
        style="margin:0 0 16px;padding-inline-start:12px;border-inline-start:3px solid #7b8492"
      >
        ${lines(part.text)}
      </blockquote>`;
    case 'list':
      return html`<ul style="${paragraph}">
        ${part.items.map(({ title, text }) => html`<li><strong>${title}</strong>: ${lines(text)}</li>`)}
      </ul>`;
    case 'button':
      return html`<p style="margin:24px 0">
        <a
          href="${part.url}"
          style="display:inline-block;padding:12px 24px;background:#1f55c4;color:#ffffff;border-radius:6px;text-decoration:none"
          >${part.label}</a
        >
      </p>`;
    case 'fine-link':
      return html`<p style="margin:8px 0 0;font-size:14px;line-height:20px">
        <a href="${part.url}" style="color:#525a66">${part.label}</a>
      </p>`;
    default:
      return part satisfies never;
  }
};

/** A letter as HTML, everything in it escaped. Pure. */
export const toRich = ({ words, subject, parts }: Letter): string =>
  html`<!doctype html>
    <html lang="${words.language}" dir="${words.dir}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${subject}</title>
      </head>
      <body
        style="margin:0;padding:24px;background:#f5f6f8;color:#171a20;font:16px/24px system-ui,sans-serif"
      >
        <div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px">
          <p style="${paragraph}">${words.say('mail.greeting')}</p>
          ${parts.filter(({ kind }) => kind !== 'fine-link').map(richPart)}
          <p style="margin:24px 0 0;color:#525a66;font-size:14px;line-height:20px">
            ${words.say('mail.footer')}
          </p>
          ${parts.filter(({ kind }) => kind === 'fine-link').map(richPart)}
        </div>
      </body>
    </html> `.markup;
