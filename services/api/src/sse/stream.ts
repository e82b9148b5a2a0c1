import type { ServerResponse } from 'node:http';
import type { ApiContext } from '../options.ts';
import { SlowListenerError, writeAtPace } from './listener.ts';
import type { Reach, Voice } from './voice.ts';

export interface StreamRequest {
  /** Events behind this position; undefined: from now on. */
  readonly after: number | undefined;
  readonly types: readonly string[] | undefined;
  /** What the listener may hear, and how it is told. */
  readonly voice: Voice;
  /** Whether the listener may go on listening: its token may expire, its key be revoked. */
  readonly isWelcome: () => Promise<boolean>;
}

const batchSize = 100;

/**
 * Beats while the stream is open, so that a listener can tell silence from death; a listener that lags needs no beats. Returns when
 * the listener is not welcome any more.
 */
async function beat(
  raw: ServerResponse,
  { env, events, limits }: ApiContext,
  { isWelcome, voice }: StreamRequest,
  reach: Reach,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await env.sleep(limits.heartbeatMs, signal);
    if (!(await isWelcome())) return;
    const head = await events.head();
    if (signal.aborted || raw.writableNeedDrain) continue;
    raw.write(voice.beat(reach, head, env.now()));
    reach.told = Math.max(reach.told, reach.position);
  }
}

/**
 * Sends the ledger's events to one listener until it goes away or the signal aborts. Ends the response itself. Never rejects: what
 * goes wrong is logged, and the listener finds its stream ended and resumes.
 */
export async function streamEvents(
  raw: ServerResponse,
  request: StreamRequest,
  context: ApiContext,
): Promise<void> {
  const { after, types, voice } = request;
  const { env, events, limits, log, closing } = context;
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, closing]);
  const pace = { env, slowListenerMs: limits.slowListenerMs, signal };
  const fail = (error: unknown) => {
    gone.abort();
    if (error instanceof SlowListenerError) log.info(error.message);
    else if (!(error instanceof Error && error.name === 'AbortError'))
      log.error({ err: error }, 'event stream failed');
    raw.destroy();
  };
  try {
    const { from, opening } = voice.opening(after, await events.head(), env.now());
    await writeAtPace(raw, opening, pace);
    const reach: Reach = { position: from, told: from };
    beat(raw, context, request, reach, signal).then(
      () => gone.abort(),
      (error: unknown) => {
        if (!signal.aborted) fail(error);
      },
    );
    const filter = { categories: ['ticket'], ...(types ? { types } : {}) };
    const onReached = (position: number) => (reach.position = position);
    for await (const batch of events.follow({ after: from, filter, batchSize, signal, onReached })) {
      reach.told = batch.at(-1)?.position ?? reach.told;
      const told = await voice.tell(batch);
      if (told !== '') await writeAtPace(raw, told, pace);
    }
    raw.end();
  } catch (error) {
    if (signal.aborted) raw.end();
    else fail(error);
  } finally {
    gone.abort();
  }
}
