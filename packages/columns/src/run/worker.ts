import { parentPort } from 'node:worker_threads';

/** What a thread is asked. */
export interface Work {
  /** The module that exports what is to be done as `run`. */
  readonly module: string;
  /** Plain data. */
  readonly params: unknown;
}

/** Hands something to the thread that asked, before the work is done: plain data, of which some buffers go over for good. */
export type Tell = (told: unknown, transfer?: readonly ArrayBuffer[]) => void;

/** What a module of work exports as `run`. Resolves with what its part has come to: plain data. */
export type Run<Params> = (params: Params, tell: Tell) => Promise<unknown>;

/** What a thread answers: something on the way, its part, or what was thrown. */
export type Answer = { readonly told: unknown } | { readonly part: unknown } | { readonly error: unknown };

const answer = (message: Answer, transfer: readonly ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, [...transfer]);

const done = async ({ module, params }: Work): Promise<Answer> => {
  try {
    const { run } = (await import(module)) as { run: Run<unknown> };
    return { part: await run(params, (told, transfer) => answer({ told }, transfer)) };
  } catch (error) {
    return { error };
  }
};

parentPort?.on('message', (work: Work) => {
  void done(work).then((message) => answer(message));
});
