import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { requireDebianPackages } from './debian.ts';
import { freePort } from './port.ts';

/** A real IMAP server with one mailbox, for a test of its own. */
export interface ImapServer {
  /** With user and password. */
  readonly url: string;
  /** Delivers a mail into the mailbox, as a mail server would. */
  deliver(source: string): Promise<void>;
  /** Breaks every connection and comes back on the same port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const mailUser = { uid: 65_534, gid: 65_534 };

const configuration = (folder: string, port: number): string => `
base_dir = ${folder}/run
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${folder}/Maildir
first_valid_uid = 1
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${mailUser.uid} gid=${mailUser.gid} home=${folder}
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
`;

const greets = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('error', () => end(false));
    socket.once('data', (data) => end(data.toString().startsWith('* OK')));
  });

const run = async (config: string, port: number): Promise<() => Promise<void>> => {
  const child = spawn('dovecot', ['-F', '-c', config], { stdio: 'ignore' });
  for (let attempt = 0; attempt < 600 && child.exitCode === null; attempt += 1) {
    if (await greets(port)) {
      return async () => {
        const exited = once(child, 'exit');
        child.kill('SIGTERM');
        await exited;
      };
    }
    await delay(50);
  }
  child.kill('SIGKILL');
  throw new Error('dovecot did not start');
};

/** Starts Debian's dovecot on a free port; it needs root. @throws DebianPackagesError where it cannot be had */
export const startImapServer = async (): Promise<ImapServer> => {
  await requireDebianPackages(['dovecot-imapd']);
  const folder = await mkdtemp(join(tmpdir(), 'caselog-imap-'));
  const incoming = join(folder, 'Maildir', 'new');
  // Its processes give up root, and work in here.
  await chmod(folder, 0o755);
  for (const name of ['Maildir', 'Maildir/new', 'Maildir/cur', 'Maildir/tmp']) {
    await mkdir(join(folder, name), { recursive: true });
    await chown(join(folder, name), mailUser.uid, mailUser.gid);
  }
  const port = await freePort();
  const config = join(folder, 'dovecot.conf');
  await writeFile(config, configuration(folder, port));
  let stop = await run(config, port);
  let delivered = 0;
  return {
    url: `imap://desk:secret@127.0.0.1:${port}/INBOX`,
    async deliver(source) {
      delivered += 1;
      const aside = join(folder, 'Maildir', 'tmp', `${delivered}.test`);
      await writeFile(aside, source);
      await chown(aside, mailUser.uid, mailUser.gid);
      await rename(aside, join(incoming, `${delivered}.test`));
    },
    async restart() {
      await stop();
      stop = await run(config, port);
    },
    async close() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
