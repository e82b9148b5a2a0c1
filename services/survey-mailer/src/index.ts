export { MailerBookError } from './book/schema.ts';
export { startMailPart, type MailPart, type MailPartOptions } from './part.ts';
export { mailFlags, mailSettingsOf, mailUsage, type MailSettings } from './settings.ts';
