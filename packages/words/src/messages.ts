import type { SharedMessages } from './shared/messages.ts';

/** No arguments. */
type None = undefined;
/** The request's subject, in its requester's own words. */
interface About {
  readonly subject: string;
}

/** Every message and what it takes. A day or an instant comes as a text, written in the language and zone of its reader (`Words.day`). */
export interface Messages extends SharedMessages {
  // every mail
  'mail.greeting': None;
  'mail.footer': None;
  'mail.request': None;
  // about a request
  'opened.subject': About;
  'opened.body': About;
  'reply.subject': About;
  'reply.body': About;
  'data.subject': About;
  'data.body': About & { readonly count: number };
  'reminder.subject': About;
  'reminder.body': About & { readonly count: number };
  'resolved.subject': About;
  'resolved.body': About;
  'resolved.reopen': { readonly day: string };
  // the survey's mails
  'survey.title': None;
  'survey.intro': About;
  'survey.ask': None;
  'survey.link': None;
  'survey.until': { readonly day: string; readonly days: number };
  'survey.unsubscribe': None;
  'survey.reminder.subject': None;
  'survey.reminder.intro': About;
  // the survey's page
  'survey.question': None;
  'survey.score.5': None;
  'survey.score.4': None;
  'survey.score.3': None;
  'survey.score.2': None;
  'survey.score.1': None;
  'survey.comment': None;
  'survey.comment.hint': None;
  'survey.send': None;
  'survey.change': None;
  'survey.error.score': None;
  'survey.error.comment': { readonly max: number };
  'survey.thanks.title': None;
  'survey.thanks.text': None;
  'survey.thanks.change': { readonly day: string };
  'survey.reopened.title': None;
  'survey.reopened.text': None;
  'survey.closed.title': None;
  'survey.closed.text': None;
  'survey.unknown.title': None;
  'survey.unknown.text': None;
  'page.languages': None;
  // no more surveys
  'unsubscribe.title': None;
  'unsubscribe.text': None;
  'unsubscribe.send': None;
  'unsubscribe.done.title': None;
  'unsubscribe.done.text': None;
  'unsubscribe.undo': None;
  'unsubscribe.undone.title': None;
  'unsubscribe.undone.text': None;
}
export type MessageKey = keyof Messages;

/** Every message of one language, in ICU's message format. */
export type Catalog = Readonly<Record<MessageKey, string>>;
