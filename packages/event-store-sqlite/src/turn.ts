/** Lets everything else that is ready run first. The event loop goes on while a long read or a commit takes its next step. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
