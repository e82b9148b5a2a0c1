import type { EventData } from '@caselog/ticket';
import type { Pointer } from './document.ts';
import type { Policy } from './policy.ts';

type Channel = NonNullable<EventData<'TicketOpened'>['channel']>;

/** Who calls, as far as the desk knows. */
export type Caller =
  | { readonly kind: 'administrator'; readonly edition: string }
  | { readonly kind: 'lost-password' | 'consumer' | 'unknown' };

export type Entitlement =
  | { readonly entitled: true; readonly channels: readonly Channel[] }
  | { readonly entitled: false; readonly pointer: Pointer };

/** Whether a caller may open a ticket, and otherwise where to point it. Pure. Source: domain, "Who may ask, and where". */
export const entitlementOf = ({ document }: Policy, caller: Caller): Entitlement => {
  const { otherCallers, editions } = document;
  switch (caller.kind) {
    case 'lost-password':
      return { entitled: false, pointer: otherCallers.lostPassword };
    case 'consumer':
      return { entitled: false, pointer: otherCallers.consumer };
    case 'unknown':
      return { entitled: false, pointer: otherCallers.unknown };
    case 'administrator': {
      const edition = Object.hasOwn(editions, caller.edition) ? editions[caller.edition] : undefined;
      if (!edition) return { entitled: false, pointer: otherCallers.unknown };
      return edition.mayOpen
        ? { entitled: true, channels: edition.channels }
        : { entitled: false, pointer: edition.pointer };
    }
    default:
      return caller satisfies never;
  }
};
