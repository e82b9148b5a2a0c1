import { systemEnv } from '@caselog/env';
import { aborted, createLog, runMain } from '@caselog/process';
import { startDesk, type Desk } from './desk.ts';
import { createProgress } from './progress.ts';
import { readSettings } from './settings.ts';

const lineOf = ({ role, token }: Desk['roleTokens'][number]): string => `    ${role.padEnd(10)} ${token}`;

const welcome = ({ url, token, tokenPath, roleTokens }: Desk): string => `
Caselog is at work.

  Page    ${url}/#token=${token}
  API     ${url} (described at ${url}/openapi.json)
  Token   ${token} (a lead's, kept in ${tokenPath})

  Tokens of each role, good for a week:
${roleTokens.map(lineOf).join('\n')}

Ctrl-C stops it.
`;

await runMain('desk', async ({ signal }) => {
  const settings = readSettings();
  if (!settings) return;
  const env = systemEnv;
  const log = createLog({ level: settings.logLevel });
  const progress = createProgress(env, process.stderr);
  try {
    const desk = await startDesk({ settings, env, log, progress, signal });
    console.log(welcome(desk));
    await aborted(signal);
    await desk.close();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  console.log('Stopped.');
});
