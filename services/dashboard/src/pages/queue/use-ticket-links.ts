import { useRouter } from '@tanstack/react-router';
import { useEffect, useEffectEvent, type RefObject } from 'react';

/** Where a ticket's page is. Pure. */
export const ticketHref = (ticketId: string): string => `/app/tickets/${ticketId}`;

const isPlain = ({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean =>
  button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey;

/**
 * Follows the plain links of rows inside the app: one listener for all of them. A link of the router's own costs more than all the rest of a
 * row, and thousands pass by while the list is scrolled.
 */
export const useTicketLinks = (table: RefObject<HTMLElement | null>): void => {
  const router = useRouter();
  const follow = useEffectEvent((event: MouseEvent) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-ticket]') : null;
    const ticketId = row?.dataset['ticket'];
    if (ticketId === undefined || !isPlain(event) || event.defaultPrevented) return;
    event.preventDefault();
    void router.navigate({ to: '/tickets/$ticketId', params: { ticketId } });
  });
  useEffect(() => {
    const element = table.current;
    const onClick = (event: MouseEvent) => follow(event);
    element?.addEventListener('click', onClick);
    return () => element?.removeEventListener('click', onClick);
  }, [table]);
};
