import { plainRules, type DeskRules, type TicketCommand, type TicketState } from '@caselog/ticket';

/** The rules of one published version of the policy. */
export interface GoverningRules {
  readonly version: string;
  readonly rules: DeskRules;
}

/** Every version of the policy that was ever in force. Reading it is synchronous, so that deciding stays pure. */
export interface Rulebook {
  current(): GoverningRules;
  /** @throws UnknownPolicyVersionError */
  of(version: string): GoverningRules;
  /** Learns of versions published since, by whichever process. */
  refresh(): Promise<void>;
}

/** Thrown when a ticket is governed by a version this process has not read yet. */
export class UnknownPolicyVersionError extends Error {
  override readonly name = 'UnknownPolicyVersionError';
  readonly version: string;
  constructor(version: string) {
    super(`no policy was published as ${version}`);
    this.version = version;
  }
}

/** A rulebook of one version for ever: for tests, and for desks that need no policy document. */
export const fixedRulebook = (rules: DeskRules = plainRules, version = 'plain-1'): Rulebook => {
  const only = { version, rules };
  return {
    current: () => only,
    of: (wanted) => {
      if (wanted !== version) throw new UnknownPolicyVersionError(wanted);
      return only;
    },
    refresh: () => Promise.resolve(),
  };
};

/** Openings and reopenings begin an episode: what is in force now is promised to it. */
const beginsEpisode = ({ type }: TicketCommand): boolean =>
  type === 'OpenTicket' || type === 'OpenFromLog' || type === 'ReopenTicket';

/** The rules under which a command on a ticket is decided: those its episode began with, whatever was published since. */
export const governing = (
  book: Rulebook,
  command: TicketCommand,
  state: TicketState | undefined,
): GoverningRules => {
  const version = state?.context.policyVersion;
  return beginsEpisode(command) || version === undefined || version === null
    ? book.current()
    : book.of(version);
};
