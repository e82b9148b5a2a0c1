import type { Words } from '@caselog/words';
import { html, type Html } from '../html.ts';
import { none, pageOf, type PageParts } from './page.ts';

/** What a form shows: a choice made beforehand, what was typed, and what is wrong with it. */
export interface FormState {
  readonly score?: number | undefined;
  readonly comment?: string;
  readonly errors?: readonly { readonly field: 'score' | 'comment'; readonly message: string }[];
  /** An answer was given already, and this one would take its place. */
  readonly isChange?: boolean;
}

type Errors = NonNullable<FormState['errors']>;
const scores = [5, 4, 3, 2, 1] as const;

const summary = (words: Words, errors: Errors): Html =>
  errors.length === 0
    ? none
    : html`<div class="errors" role="alert">
        <h2>${words.say('error.title')}</h2>
        <ul>
          ${errors.map(({ field, message }) => html`<li><a href="#${field}">${message}</a></li>`)}
        </ul>
      </div>`;

const choice = (words: Words, score: (typeof scores)[number], chosen: number | undefined): Html =>
  html`<label
    ><input
      type="radio"
      name="score"
      value="${score}"
      ${score === 5 ? html` id="score"` : none}${score === chosen ? html` checked` : none}
      required
    />
    ${words.say(`survey.score.${score}`)}</label
  >`;

const fields = (words: Words, { score, comment = '', errors = [] }: FormState): Html => {
  const wrong = (field: Errors[number]['field']): Html =>
    errors.some((error) => error.field === field) ? html` aria-invalid="true"` : none;
  return html`<fieldset${wrong('score')}>
      <legend>${words.say('survey.question')}</legend>
      ${scores.map((each) => choice(words, each, score))}
    </fieldset>
    <label class="comment" for="comment">${words.say('survey.comment')}</label>
    <p class="hint" id="hint">${words.say('survey.comment.hint')}</p>
    <textarea
      id="comment"
      name="comment"
      rows="5"
      maxlength="5000"
      aria-describedby="hint"
      ${wrong('comment')}
    >
${comment}</textarea>`;
};

/** The survey's form. A choice made beforehand is shown and not recorded. Pure. */
export const formPage = (words: Words, hrefIn: PageParts['hrefIn'], state: FormState): string => {
  const { errors = [], isChange = false } = state;
  const heading = words.say('survey.title');
  return pageOf({
    words,
    hrefIn,
    title: errors.length > 0 ? `${words.say('error.title')}: ${heading}` : heading,
    body: html`${summary(words, errors)}
      <h1>${heading}</h1>
      <form method="post" novalidate>
        <input type="hidden" name="lang" value="${words.language}" />
        ${fields(words, state)}
        <button type="submit">${words.say(isChange ? 'survey.change' : 'survey.send')}</button>
      </form>`,
  });
};
