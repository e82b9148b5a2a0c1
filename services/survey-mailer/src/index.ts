export { MailerBookError } from './book/schema.ts';
export type { Survey, SurveyKey, SurveyStatus } from './book/book.ts';
export * from './mail/message.ts';
export { folderTransport } from './mail/folder.ts';
export { smtpTransport, SmtpUrlError, smtpUrlOf } from './mail/smtp.ts';
export { startMailer, type SurveyMailer } from './mailer.ts';
export type { FollowEvents, SurveyMailerOptions } from './options.ts';
export { surveyRoutes, type SurveyRoutesOptions } from './pages/routes.ts';
