import type { Home } from '@caselog/process';
import { MailerBookError, startMailPart, type MailPart } from '@caselog/survey-mailer';
import type { DeskOptions } from './desk.ts';
import { DeskRunningError } from './errors.ts';
import type { Ledger } from './parts.ts';

/** Starts what mails in the desk. @throws DeskRunningError when another desk works in the home. */
export const startMail = async (
  {
    settings,
    env,
    log,
    home,
    publicUrl,
  }: Pick<DeskOptions, 'settings' | 'env' | 'log'> & { readonly home: Home; readonly publicUrl: string },
  { helpdesk, book, registers, store, follow }: Ledger,
): Promise<MailPart> => {
  const ledger = { helpdesk, policies: book, registers, store, follow };
  try {
    const part = await startMailPart({
      ...ledger,
      home,
      settings: settings.mail,
      publicUrl,
      deskUrl: publicUrl,
      env,
      log,
    });
    part.mailer.ended.catch((error: unknown) =>
      log.error({ part: 'mailer', err: error }, 'a part of the desk ended'),
    );
    return part;
  } catch (error) {
    if (error instanceof MailerBookError && error.isTaken)
      throw new DeskRunningError(home.path, { cause: error });
    throw error;
  }
};
