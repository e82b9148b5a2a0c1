import { lifecycleSchema, queueRowSchema, type QueueRow } from '@caselog/api-contract';
import { z } from 'zod';

const many = <Value extends string>(one: z.ZodType<Value>) =>
  z
    .union([z.array(one), one.transform((value) => [value])])
    .optional()
    .catch(undefined);

/** What the queue shows, as its address says it. What cannot be understood is left out: an old link still opens. */
export const queueSearchSchema = z.object({
  lifecycle: many(lifecycleSchema),
  priority: many(queueRowSchema.shape.priority),
  team: z.string().min(1).max(200).optional().catch(undefined),
  assignee: z.string().min(1).max(200).optional().catch(undefined),
  sort: z.enum(['waiting']).optional().catch(undefined),
  /** Words that the subject holds, or the beginning of a ticket's id. */
  words: z.string().max(200).optional().catch(undefined),
});
export type QueueSearch = z.output<typeof queueSearchSchema>;

/** What the server is asked to show. */
export interface QueueView {
  readonly lifecycle?: readonly QueueRow['lifecycle'][] | undefined;
  readonly priority?: readonly QueueRow['priority'][] | undefined;
  readonly team?: string | undefined;
  readonly assigneeId?: string | undefined;
  readonly sort: 'priority' | 'waiting';
}

/** The view an address asks for. Pure. */
export const viewOf = ({ lifecycle, priority, team, assignee, sort }: QueueSearch): QueueView => ({
  sort: sort ?? 'priority',
  ...(lifecycle && { lifecycle }),
  ...(priority && { priority }),
  ...(team !== undefined && { team }),
  ...(assignee !== undefined && { assigneeId: assignee }),
});

/** Whether anything is filtered at all. Pure. */
export const isFiltered = ({ lifecycle, priority, team, assignee, words }: QueueSearch): boolean =>
  [lifecycle, priority, team, assignee, words].some((value) => value !== undefined);
