import { languages, nativeNames, type Language, type Words } from '@caselog/words';
import { html, type Html } from '../html.ts';

/** A page as it is answered. */
export interface Page {
  readonly status: 200 | 400 | 404 | 410;
  readonly html: string;
}

export const none: Html = { markup: '' };

/** Links to the page in the other languages, each in its own name. */
const languageLinks = (words: Words, hrefIn: (language: Language) => string): Html =>
  html`<nav class="languages" aria-label="${words.say('page.languages')}">
    <ul>
      ${languages.map((language) =>
        language === words.language
          ? html`<li><span lang="${language}" aria-current="true">${nativeNames[language]}</span></li>`
          : html`<li>
              <a href="${hrefIn(language)}" hreflang="${language}" lang="${language}"
                >${nativeNames[language]}</a
              >
            </li>`,
      )}
    </ul>
  </nav>`;

export interface PageParts {
  readonly words: Words;
  readonly title: string;
  readonly body: Html;
  /** Where the page is in another language; absent where the words are not a person's choice to make. */
  readonly hrefIn: (language: Language) => string;
}

/** A whole page: nothing in it but its own style sheet, no script. Pure. */
export const pageOf = ({ words, title, body, hrefIn }: PageParts): string =>
  html`<!doctype html>
    <html lang="${words.language}" dir="${words.dir}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="robots" content="noindex" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <link rel="stylesheet" href="/survey/style.css" />
      </head>
      <body>
        <main>${body}</main>
        ${languageLinks(words, hrefIn)}
      </body>
    </html> `.markup;

/** A page that says one thing. Pure. */
export const noticePage = (
  words: Words,
  hrefIn: PageParts['hrefIn'],
  title: string,
  text: string,
  more: Html = none,
): string =>
  pageOf({
    words,
    hrefIn,
    title,
    body: html`<h1>${title}</h1>
      <p>${text}</p>
      ${more}`,
  });
