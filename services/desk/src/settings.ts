import { mailFlags, mailSettingsOf, mailUsage, type MailSettings } from '@caselog/survey-mailer';
import { portOf, readFlags, UsageError, webUrlOf } from '@caselog/process';

const usage = `
Starts a desk: ledger, API, page, survey mailer, all in this process.

  --home DIR               where everything is kept (default .caselog)
  --port PORT              default 4700; 0 for any free one
  --host HOST              on which address (default 127.0.0.1: this machine alone)
  --empty                  begin with an empty ledger, without the demonstration history${mailUsage}
  --public-url URL         how others reach this desk; it stands in mails (default http://localhost:PORT)
  --nats URL               publish events to NATS, such as nats://localhost:4222, and take commands there too
  --log-level LEVEL        trace, debug, info, warn, error (default warn), on standard error
`;

const flags = {
  home: { type: 'string', default: '.caselog' },
  port: { type: 'string', default: '4700' },
  host: { type: 'string', default: '127.0.0.1' },
  empty: { type: 'boolean', default: false },
  ...mailFlags,
  'public-url': { type: 'string' },
  nats: { type: 'string' },
  'log-level': { type: 'string', default: 'warn' },
} as const;

export interface Settings {
  readonly home: string;
  readonly port: number;
  readonly host: string;
  /** No demonstration history. */
  readonly empty: boolean;
  readonly mail: MailSettings;
  /** Without it: this machine's, at the port. */
  readonly publicUrl: string | undefined;
  readonly nats: string | undefined;
  readonly logLevel: string;
}

const levels = ['trace', 'debug', 'info', 'warn', 'error'];

const levelOf = (text: string): string => {
  if (!levels.includes(text))
    throw new UsageError(`--log-level must be one of ${levels.join(', ')}, not ${text}`);
  return text;
};

/** The settings on a command line, `undefined` when it only asked for help. @throws UsageError */
export const readSettings = (args?: readonly string[]): Settings | undefined => {
  const read = readFlags(usage, flags, args);
  if (!read) return undefined;
  const publicUrl = read['public-url'];
  return {
    home: read.home,
    port: portOf(read.port),
    host: read.host,
    empty: read.empty,
    mail: mailSettingsOf(read),
    publicUrl: publicUrl === undefined ? undefined : webUrlOf(publicUrl, '--public-url'),
    nats: read.nats,
    logLevel: levelOf(read['log-level']),
  };
};
