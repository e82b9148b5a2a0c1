import type { TicketResponse } from '@caselog/api-contract';
import { whyNot, type CommandType, type TicketState } from '@caselog/api-contract/machine';
import { useState } from 'react';
import { useKeys } from '../../../app/keys.ts';
import { useIsStale } from '../../../live/use-live.ts';
import { useMe } from '../../../session/session.ts';
import { serverNowMs } from '../../../time/server-time.ts';
import { CommandForm } from '../forms/command-form.tsx';
import { commandWords } from '../words/commands.ts';
import { whyWords } from '../words/why.ts';

interface CommandsProps {
  readonly ticket: TicketResponse;
  readonly state: TicketState | undefined;
}

const openings: ReadonlySet<string> = new Set(['OpenTicket', 'OpenFromLog']);
const isTicketCommand = (type: string): type is CommandType => type in commandWords && !openings.has(type);

/** The commands of this role that the ticket does not take now, and why. */
const Refused = ({ ticket, state }: CommandsProps) => {
  const { commands } = useMe();
  const at = new Date(serverNowMs()).toISOString();
  const refused = commands.filter(isTicketCommand).filter((type) => !ticket.allowed.includes(type));
  if (!state || refused.length === 0) return null;
  return (
    <details className="why-not">
      <summary>Why not?</summary>
      <dl>
        {refused.map((type) => {
          const why = whyNot(state, type, at);
          return (
            <div key={type}>
              <dt>{commandWords[type].label}</dt>
              <dd className="muted">{why ? whyWords(why) : 'not for this role here'}</dd>
            </div>
          );
        })}
      </dl>
    </details>
  );
};

const wantedIn = (hash: string, allowed: readonly string[]): CommandType | undefined =>
  isTicketCommand(hash) && allowed.includes(hash) ? hash : undefined;

/** Exactly what the machine allows to this role now, each with its key; forms open in place. */
export const Commands = ({ ticket, state }: CommandsProps) => {
  const isStale = useIsStale();
  const [open, setOpen] = useState(() => wantedIn(location.hash.slice(1), ticket.allowed));
  const allowed = ticket.allowed.filter(isTicketCommand);
  useKeys(
    Object.fromEntries(
      allowed.flatMap((type) => {
        const { key } = commandWords[type];
        const begin = (event: KeyboardEvent) => {
          event.preventDefault();
          if (!isStale) setOpen(type);
        };
        return key === undefined ? [] : [[key, begin]];
      }),
    ),
  );
  const close = () => setOpen(undefined);
  return (
    <div className="commands no-print">
      <div className="command-buttons" role="group" aria-label="Commands">
        {allowed.map((type) => (
          <button
            key={type}
            type="button"
            className="button"
            data-command={type}
            aria-expanded={open === type}
            disabled={isStale}
            onClick={() => setOpen(open === type ? undefined : type)}
          >
            {commandWords[type].label}
            {commandWords[type].key !== undefined && <kbd aria-hidden="true">{commandWords[type].key}</kbd>}
          </button>
        ))}
      </div>
      {isStale && <p className="muted">Commands are off: the desk is not heard.</p>}
      <Refused ticket={ticket} state={state} />
      {open !== undefined && <CommandForm key={open} ticket={ticket} type={open} onDone={close} />}
    </div>
  );
};
