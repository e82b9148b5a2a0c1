import { createClient, csrfHeader } from '@caselog/api-contract';
import { readerLanguage } from '../words/reader.ts';

let csrfToken: string | undefined;

/** Takes the token that every change of this session must carry. */
export const setCsrfToken = (token: string | null): void => {
  csrfToken = token ?? undefined;
};

const withSession: typeof fetch = (input, init = {}) => {
  const headers = new Headers(init.headers);
  if (csrfToken !== undefined && init.method !== undefined && init.method !== 'GET')
    headers.set(csrfHeader, csrfToken);
  const language = readerLanguage.get();
  if (language !== undefined) headers.set('accept-language', language);
  return fetch(input, { ...init, headers, credentials: 'same-origin' });
};

/** The desk's API, typed, as whoever is signed in. The session's cookie goes with it by itself; no token is ever here. */
export const client = createClient({ baseUrl: location.origin, fetch: withSession });
