import type { Answered } from '../load.ts';
import type { LedgerView } from './ledger-view.ts';

const faultOf = (one: Answered, ledger: LedgerView): string | undefined => {
  const events = ledger.byCommand.get(one.commandId) ?? [];
  if ('refused' in one)
    return events.length === 0 ? undefined : `${one.commandId} was refused and is in the ledger all the same`;
  const { answer, commandId } = one;
  const types = events.map(({ type }) => type);
  if (types.join() !== answer.events.join())
    return `${commandId} was acknowledged with ${answer.events.join()}; the ledger holds ${types.join() || 'nothing'}`;
  if (answer.events.length > 0 && events.at(-1)!.revision !== answer.revision)
    return `${commandId} was acknowledged at revision ${answer.revision}, and is at ${events.at(-1)!.revision}`;
  return undefined;
};

/** What is wrong with the answers of a round: every acknowledged command's events are in the ledger once, as they were told. */
export const commandFaults = (answered: readonly Answered[], ledger: LedgerView): readonly string[] =>
  answered.map((one) => faultOf(one, ledger)).filter((fault) => fault !== undefined);
