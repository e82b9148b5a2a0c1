import type { QueueList } from './queue-list.ts';

/** The shown tickets whose subject holds the words, or whose id begins with them, in their order. Pure. */
export const found = ({ order, rows }: QueueList, words: string): readonly string[] => {
  const wanted = words.trim().toLocaleLowerCase();
  if (wanted === '') return order;
  return order.filter((id) => {
    const subject = rows.get(id)?.subject ?? '';
    return id.startsWith(wanted) || subject.toLocaleLowerCase().includes(wanted);
  });
};
