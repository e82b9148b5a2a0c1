import type { Env } from '@caselog/env';

/** An answer that is no JSON document of a size to be expected. */
class UnusableAnswerError extends Error {
  override readonly name = 'UnusableAnswerError';
  readonly url: string;
  constructor(url: string, why: string, options?: ErrorOptions) {
    super(`${url} ${why}`, options);
    this.url = url;
  }
}

interface Surroundings {
  readonly env: Env;
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
}

/** More than this is no key set. */
const bytesMax = 1_000_000;

const readText = async (url: string, response: Response): Promise<string> => {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new UnusableAnswerError(url, `answers with more than ${bytesMax} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
};

const read = async (url: string, fetcher: typeof fetch, signal: AbortSignal): Promise<unknown> => {
  // A redirect could lead to where the settings did not allow.
  const response = await fetcher(url, { redirect: 'error', signal, headers: { accept: 'application/json' } });
  if (!response.ok) throw new UnusableAnswerError(url, `answers with HTTP ${response.status}`);
  const text = await readText(url, response);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnusableAnswerError(url, 'answers with something that is not JSON', { cause });
  }
};

/** Fetches a JSON document, at most `timeoutMs` and of a bounded size, without redirects. @throws UnusableAnswerError, and what `fetch` throws. */
export const fetchJson = async (url: string, { env, fetch, timeoutMs }: Surroundings): Promise<unknown> => {
  const over = new AbortController();
  const late = new AbortController();
  const timer = env.sleep(timeoutMs, over.signal).then(
    () => late.abort(new UnusableAnswerError(url, `does not answer within ${timeoutMs} ms`)),
    // The answer came first.
    () => undefined,
  );
  try {
    return await read(url, fetch, late.signal);
  } finally {
    over.abort();
    await timer;
  }
};
