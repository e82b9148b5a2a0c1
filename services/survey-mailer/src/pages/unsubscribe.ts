import type { LoadedTicket } from '@caselog/helpdesk';
import type { PersonCommand } from '@caselog/registers';
import { z } from 'zod';
import type { SurveyKey } from '../book/mail.ts';
import { recordSurvey } from '../dispatch/context.ts';
import { html } from '../html.ts';
import { mailerActor } from '../options.ts';
import { readUnsubscribeToken } from '../token.ts';
import { inLanguage, readerOf, type Reader, type SurveyPagesOptions } from './context.ts';
import { noticePage, type Page } from './page.ts';

/** The way out of surveys, as the person who was asked meets it. */
export interface UnsubscribePages {
  /** A form, and nothing is recorded: scanners and previews open links too. */
  show(token: string, lang?: unknown): Promise<Page>;
  /** Records the wish: of the form on the page, or of a mail program's button (RFC 8058), which sees no page. */
  submit(token: string, form: unknown): Promise<Page>;
}

const formSchema = z
  .object({ lang: z.string(), undo: z.literal('yes'), 'List-Unsubscribe': z.literal('One-Click') })
  .partial();

interface Asked {
  readonly survey: SurveyKey;
  readonly ticket: LoadedTicket;
}

const find = async (token: string, { helpdesk, key }: SurveyPagesOptions): Promise<Asked | undefined> => {
  const survey = readUnsubscribeToken(key, token);
  const ticket = survey && (await helpdesk.load(survey.ticketId));
  return survey && ticket && { survey, ticket };
};

const button = ({ words }: Reader, undo: boolean) =>
  html`<form method="post">
    <input type="hidden" name="lang" value="${words.language}" />
    ${undo ? html`<input type="hidden" name="undo" value="yes" />` : html``}
    <button type="submit" ${undo ? html`class="quiet"` : html``}>
      ${undo ? words.say('unsubscribe.undo') : words.say('unsubscribe.send')}
    </button>
  </form>`;

const page = (reader: Reader, said: 'done.' | 'undone.' | ''): Page => {
  const { words } = reader;
  const more = said === 'undone.' ? html`` : button(reader, said === 'done.');
  const [title, text] = [words.say(`unsubscribe.${said}title`), words.say(`unsubscribe.${said}text`)];
  return { status: 200, html: noticePage(words, inLanguage(), title, text, more) };
};

const unknownPage = ({ words }: Reader): Page => ({
  status: 404,
  html: noticePage(words, inLanguage(), words.say('survey.unknown.title'), words.say('survey.unknown.text')),
});

/** The survey in the mail that was unsubscribed from is over too, if it is still open. */
const decline = async ({ survey, ticket }: Asked, options: SurveyPagesOptions): Promise<void> => {
  const { configuration, context } = ticket.state;
  const isOpen = configuration.survey === 'scheduled' || configuration.survey === 'sent';
  if (context.episode === survey.episode && isOpen)
    await recordSurvey(options, 'declined', survey, { type: 'DeclineSurvey', data: {} });
};

const record = async (asked: Asked, command: PersonCommand, options: SurveyPagesOptions): Promise<void> => {
  const { registers, env } = options;
  await registers.people.execute({
    // What is so already records nothing, so the id need not tell a repeat from a change of mind.
    commandId: `survey-wish:${env.uuid()}`,
    actor: mailerActor,
    id: asked.ticket.state.context.requesterId,
    command,
  });
  if (command.type === 'OptOut') await decline(asked, options);
};

/** Makes the pages of the way out. The link's token is the right to it. */
export const unsubscribePages = (options: SurveyPagesOptions): UnsubscribePages => ({
  async show(token, lang) {
    const asked = await find(token, options);
    const reader = await readerOf(options, asked?.ticket, lang);
    return asked ? page(reader, '') : unknownPage(reader);
  },
  async submit(token, form) {
    const { lang, undo, ...program } = formSchema.catch({}).parse(form);
    const asked = await find(token, options);
    const reader = await readerOf(options, asked?.ticket, lang);
    if (!asked) return unknownPage(reader);
    const how = 'List-Unsubscribe' in program ? 'one-click' : 'page';
    const type = undo === 'yes' ? 'OptIn' : 'OptOut';
    await record(asked, { type, data: { topic: 'surveys', how } }, options);
    return page(reader, type === 'OptIn' ? 'undone.' : 'done.');
  },
});
