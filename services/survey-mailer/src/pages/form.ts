import { html, type Html } from '../html.ts';
import type { SurveyTexts } from '../texts.ts';

/** What a form shows: a choice made beforehand, what was typed, and what is wrong with it. */
export interface FormState {
  readonly score?: number | undefined;
  readonly comment?: string;
  readonly errors?: readonly { readonly field: 'score' | 'comment'; readonly message: string }[];
}

const none: Html = { markup: '' };

const page = (texts: SurveyTexts, title: string, body: Html): string =>
  html`<!doctype html>
    <html lang="${texts.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="stylesheet" href="/survey/style.css" />
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html> `.markup;

const summary = (texts: SurveyTexts, errors: FormState['errors'] = []): Html =>
  errors.length === 0
    ? none
    : html`<div class="errors" role="alert">
        <h2>${texts.errorTitle}</h2>
        <ul>
          ${errors.map(({ field, message }) => html`<li><a href="#${field}">${message}</a></li>`)}
        </ul>
      </div>`;

const choice = (
  { score, label }: SurveyTexts['scores'][number],
  index: number,
  chosen: number | undefined,
): Html =>
  html`<label
    ><input
      type="radio"
      name="score"
      value="${score}"
      ${index === 0 ? html` id="score"` : none}${score === chosen ? html` checked` : none}
      required
    />
    ${label}</label
  >`;

/** The survey's form. A choice made beforehand is shown and not recorded. Pure. */
export const formPage = (texts: SurveyTexts, { score, comment = '', errors = [] }: FormState): string => {
  const title = errors.length > 0 ? `${texts.errorTitle}: ${texts.pageTitle}` : texts.pageTitle;
  return page(
    texts,
    title,
    html`${summary(texts, errors)}
      <h1>${texts.pageTitle}</h1>
      <form method="post" novalidate>
        <fieldset>
          <legend>${texts.question}</legend>
          ${texts.scores.map((each, index) => choice(each, index, score))}
        </fieldset>
        <label class="comment" for="comment">${texts.comment}</label>
        <p class="hint" id="hint">${texts.commentHint}</p>
        <textarea id="comment" name="comment" rows="5" maxlength="5000" aria-describedby="hint">
${comment}</textarea>
        <button type="submit">${texts.send}</button>
      </form>`,
  );
};

/** A page that says one thing. Pure. */
export const noticePage = (
  texts: SurveyTexts,
  notice: { readonly title: string; readonly text: string },
): string =>
  page(
    texts,
    notice.title,
    html`<h1>${notice.title}</h1>
      <p>${notice.text}</p>`,
  );

export const styleSheet = `:root { color-scheme: light dark; --canvas: #f5f6f8; --surface: #fff; --text: #171a20; --muted: #525a66;
  --border: #7b8492; --accent: #1f55c4; --on-accent: #fff; --fault: #b3141f; }
@media (prefers-color-scheme: dark) { :root { --canvas: #0f1216; --surface: #171b21; --text: #e8ebf0; --muted: #a6aebb;
  --accent: #7fb0ff; --on-accent: #0b1220; --fault: #ff8f8f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--canvas); color: var(--text); font: 16px/24px system-ui, sans-serif; }
main { max-inline-size: 640px; margin: 0 auto; padding: 24px 16px 48px; }
h1 { font-size: 24px; line-height: 32px; font-weight: 600; margin: 0 0 24px; }
h2 { font-size: 16px; margin: 0; }
fieldset { border: 0; margin: 0 0 24px; padding: 0; }
legend { padding: 0; font-weight: 600; }
fieldset label { display: flex; align-items: center; gap: 12px; min-block-size: 44px; }
input[type='radio'] { inline-size: 24px; block-size: 24px; margin: 0; accent-color: var(--accent); }
.comment { font-weight: 600; }
.hint { color: var(--muted); margin: 4px 0; }
textarea { inline-size: 100%; padding: 8px; font: inherit; color: inherit; background: var(--surface);
  border: 1px solid var(--border); border-radius: 6px; }
button { margin-block-start: 16px; min-block-size: 44px; padding: 0 24px; font: inherit; font-weight: 600; border: 0; border-radius: 6px;
  background: var(--accent); color: var(--on-accent); cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.errors { border: 2px solid var(--fault); border-radius: 6px; padding: 16px; margin-block-end: 24px; }
.errors ul { margin: 8px 0 0; padding-inline-start: 20px; }
.errors a { color: var(--fault); }
`;
