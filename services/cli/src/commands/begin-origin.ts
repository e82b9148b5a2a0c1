import { beginHomeOrigin } from '@caselog/installation/new-origin';
import { openHome } from '@caselog/process';
import type { OpenedLink } from '@caselog/tamper-evidence';
import { commonCommand, present, type AddCommand, type CommonOptions } from '../command.ts';
import { readingLedger } from '../home.ts';
import type { Terminal } from '../terminal.ts';

interface BeginOptions extends CommonOptions {
  readonly reason: string;
}

const told = ({ origin, verifierKey, previousOrigin, previous, agreesTo, begins, reason }: OpenedLink) => ({
  origin,
  verifierKey,
  previousOrigin,
  signedBefore: previous.size,
  agreesTo,
  events: begins.size,
  reason,
});
type Told = ReturnType<typeof told>;

const forPeople = ({ origin, verifierKey, previousOrigin, signedBefore, agreesTo }: Told): string =>
  [
    `${origin} continues ${previousOrigin}, of which ${signedBefore} events were signed; they agree up to event ${agreesTo}`,
    `hand out its key\n${verifierKey}`,
  ].join('\n');

const run = (options: BeginOptions, terminal: Terminal): Promise<void> =>
  readingLedger(options.home, terminal.env, async (store) => {
    const { env } = terminal;
    const link = await beginHomeOrigin({
      home: await openHome(options.home),
      store,
      env,
      reason: options.reason,
    });
    present(terminal, options, told(link), forPeople);
  });

/** `caselog begin-origin`: after a restored backup, a new log that is linked to the old one. */
export const addBeginOrigin: AddCommand = (program, terminal) =>
  commonCommand(
    program,
    'begin-origin',
    'begin a new log where the ledger is no longer the signed one, since a backup was restored',
  )
    .requiredOption('--reason <text>', 'why, in one line; it is signed with the rest')
    .action((options: BeginOptions) => run(options, terminal));
