/** Lets everything that is ready now happen first. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
