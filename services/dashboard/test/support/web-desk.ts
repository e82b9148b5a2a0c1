import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type CaselogClient, type Role } from '@caselog/api-contract';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startDesk, type RunningDesk } from '../../../../test/support/desk.ts';
import { freePort } from '../../../../test/support/port.ts';
import { uciHome } from '../../../../test/support/uci-home.ts';
import { launchChromium } from './chromium.ts';

/** A page of the app in a browser of its own, and what went wrong in it. */
export interface OpenPage {
  readonly page: Page;
  /** Errors, refusals of the content security policy, requests to other hosts: one line each, and none where all is well. */
  readonly faults: string[];
}

export interface OpenOptions extends BrowserContextOptions {
  /** Waits for the heading of the page before it is given back; default: yes. */
  readonly isHeadingAwaited?: boolean;
}

/** A real desk in a process of its own, and a browser to look at it. */
export interface WebDesk extends AsyncDisposable {
  readonly url: string;
  /** Where the desk keeps everything. */
  readonly home: string;
  readonly browser: Browser;
  /** A client with the token of a role. */
  as(role: Role): CaselogClient;
  tokenOf(role: Role): string;
  /** Opens a path below `/app` in a fresh browser profile, signed in as the role, or as nobody. */
  open(role: Role | undefined, path: string, options?: OpenOptions): Promise<OpenPage>;
  /** Kills the desk as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again at the same address, over the same home. */
  restart(): Promise<void>;
}

export interface WebDeskOptions {
  /** Begin with the demonstration history instead of an empty ledger. */
  readonly isDemonstration?: boolean;
  /** A home that is there already, in place of both; it is left where it is. */
  readonly home?: string;
  readonly flags?: readonly string[];
}

const emptyHome = async () => {
  const path = await mkdtemp(join(tmpdir(), 'caselog-web-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
};

/** Writes down what a page must never do. */
const watch = (page: Page, url: string): string[] => {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    // A desk that was killed does not answer: the browser says so by itself.
    const isOfNetwork = /Failed to load resource|ERR_CONNECTION/.test(text);
    if (message.type() === 'error' && !isOfNetwork) faults.push(`console: ${text}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`)) faults.push(`request to another host: ${request.url()}`);
  });
  return faults;
};

/** Starts a desk and a browser; once a test file is enough. Dispose of it at the end. */
export const startWebDesk = async ({
  isDemonstration = false,
  home: given,
  flags = [],
}: WebDeskOptions = {}): Promise<WebDesk> => {
  await using stack = new AsyncDisposableStack();
  const home =
    given === undefined ? stack.use(await (isDemonstration ? uciHome() : emptyHome())) : { path: given };
  const port = String(await freePort());
  const start = (): Promise<RunningDesk> =>
    startDesk(home.path, ['--port', port, ...(isDemonstration ? [] : ['--empty']), ...flags]);
  let desk = await start();
  stack.defer(async () => {
    await desk.stop('SIGKILL');
  });
  const browser = await launchChromium();
  stack.defer(() => browser.close());
  const { url } = desk;
  const tokenOf = (role: Role): string => {
    const token = RegExp(`^ +${role} +(\\S+)$`, 'm').exec(desk.output())?.[1];
    if (token === undefined) throw new Error(`the desk printed no token for ${role}`);
    return token;
  };
  const open: WebDesk['open'] = async (role, path, { isHeadingAwaited = true, ...options } = {}) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    if (role !== undefined) {
      const answer = await context.request.post(`${url}/session`, { data: { token: tokenOf(role) } });
      if (!answer.ok()) throw new Error(`signing in as ${role} failed: ${await answer.text()}`);
    }
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const faults = watch(page, url);
    await page.goto(`${url}/app${path}`);
    if (isHeadingAwaited) await page.locator('h1').first().waitFor();
    return { page, faults };
  };
  const rest = stack.move();
  return {
    url,
    home: home.path,
    browser,
    tokenOf,
    as: (role) => createClient({ baseUrl: url, token: tokenOf(role) }),
    open,
    async kill() {
      await desk.stop('SIGKILL');
    },
    async restart() {
      desk = await start();
    },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
};
