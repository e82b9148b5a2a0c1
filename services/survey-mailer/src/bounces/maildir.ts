import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { pause } from '@caselog/broadcast';
import type { Env } from '@caselog/env';
import type { BounceInbox } from './inbox.ts';
import { readReport } from './report.ts';

const lookEveryMs = 10_000;

/** A Maildir folder, such as a mail server on the same machine delivers into: `new/` is read, and what was read moves to `cur/` as seen. */
export const maildirInbox = (folder: string, env: Env): BounceInbox => ({
  name: `maildir ${folder}`,
  async read(take, signal) {
    await mkdir(join(folder, 'new'), { recursive: true });
    await mkdir(join(folder, 'cur'), { recursive: true });
    while (!signal.aborted) {
      for (const name of (await readdir(join(folder, 'new'))).toSorted()) {
        const path = join(folder, 'new', name);
        const bounce = await readReport(await readFile(path));
        if (bounce) await take(bounce);
        await rename(path, join(folder, 'cur', `${name.replace(/:2,.*$/, '')}:2,S`));
      }
      await pause(env, lookEveryMs, signal);
    }
  },
});
