import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { requireDebianPackages } from './debian.ts';

const systems = '/usr/bin/chromium';

/** What the browser is told of this process's surroundings: not to load faketime's library (`npx pnpm@12 hours`), with which it hangs. */
const surroundings = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      name === 'LD_PRELOAD' || value === undefined ? [] : [[name, value]],
    ),
  );

/** The system's Chromium, able to reach this machine and nothing else. Installs it where it is missing and this process may. */
export const launchChromium = async (): Promise<Browser> => {
  const named = process.env['CHROMIUM'];
  if (named === undefined && !existsSync(systems)) await requireDebianPackages(['chromium']);
  return chromium.launch({
    executablePath: named ?? systems,
    env: surroundings(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
    ],
  });
};
