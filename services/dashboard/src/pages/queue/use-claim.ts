import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { wordsOf } from '../../app/error-page.tsx';
import { useIsStale } from '../../live/use-live.ts';
import { useMe } from '../../session/session.ts';
import { browser } from '../../time/browser.ts';
import type { QueueList } from './queue-list.ts';

const wordsFor = (claimed: number, faults: readonly string[]): string =>
  faults.length > 0 ? faults.join(' ') : `Claimed ${claimed === 1 ? 'one ticket' : `${claimed} tickets`}.`;

/** Takes tickets to oneself: with the revision the reader saw, so that what has moved on meanwhile is not taken unseen. */
export const useClaim = (list: QueueList) => {
  const me = useMe();
  const isStale = useIsStale();
  const queries = useQueryClient();
  const [said, setSaid] = useState('');
  const claimOne = async (ticketId: string): Promise<string | undefined> => {
    const row = list.rows.get(ticketId);
    if (!row) return undefined;
    const { team, revision } = row;
    try {
      await client.sendCommand(ticketId, {
        commandId: browser.uuid(),
        type: 'AssignTicket',
        data: { assigneeId: me.id, team },
        expectedRevision: revision,
      });
      return undefined;
    } catch (error) {
      return wordsOf(error);
    }
  };
  const claim = async (ids: readonly string[]): Promise<void> => {
    if (isStale || ids.length === 0 || !me.commands.includes('AssignTicket')) return;
    const outcomes = await Promise.all(ids.map(claimOne));
    setSaid(
      wordsFor(
        ids.length,
        outcomes.filter((fault) => fault !== undefined),
      ),
    );
    await queries.invalidateQueries({ queryKey: ['queue', 'facets'] });
  };
  return { said, claim };
};
