import type { SendCommandRequest } from '@caselog/api-contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../api/client.ts';
import { browser } from '../../../time/browser.ts';
import { requestQuery } from '../parts/queries.ts';

type Command = Pick<SendCommandRequest, 'type' | 'data'>;

/**
 * Gives a command to a request and reads it again. The command keeps its id until it was taken, so that pressing again after a lost
 * answer gives it once.
 */
export const useCommand = (ticketId: string) => {
  const queries = useQueryClient();
  const [commandId, setCommandId] = useState(browser.uuid);
  return useMutation({
    mutationFn: (command: Command) =>
      client.sendCommand(ticketId, { commandId, ...command } as SendCommandRequest),
    onSuccess: async () => {
      setCommandId(browser.uuid());
      await queries.invalidateQueries({ queryKey: requestQuery(ticketId).queryKey });
    },
  });
};
