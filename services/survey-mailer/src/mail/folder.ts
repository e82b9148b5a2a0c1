import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { automaticHeaders, MailServerDownError, type Mail, type MailTransport } from './message.ts';

const fileName = (messageId: string): string => `${messageId.replaceAll(/[^\w.@-]/g, '')}.eml`;

const writeWhole = async (path: string, content: Buffer): Promise<void> => {
  const aside = `${path}.part`;
  const file = await open(aside, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, path);
};

/** Mails as `.eml` files in a folder, for a desk without a mail server. The same mail again is the same file. */
export const folderTransport = (folder: string): MailTransport => {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    async deliver({ messageId, returnPath, inReplyTo, headers, ...mail }: Mail) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const { message } = await transport.sendMail({
          ...mail,
          messageId,
          ...(inReplyTo && { inReplyTo, references: inReplyTo }),
          headers: { 'Return-Path': `<${returnPath}>`, ...automaticHeaders, ...headers },
        });
        const name = fileName(messageId);
        await writeWhole(join(folder, name), message as Buffer);
        return `written to ${name}`;
      } catch (error) {
        throw new MailServerDownError('the mail folder cannot be written', { cause: error });
      }
    },
    close: () => transport.close(),
  };
};
