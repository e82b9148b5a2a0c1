import type { QueryClient } from '@tanstack/react-query';
import { sessionQuery } from '../session/session.ts';
import { wantedLanguage } from './reader.ts';

interface Loading {
  readonly context: { readonly queries: QueryClient };
}

/** Fetches the words of the language a reader is met in, before the page is drawn: nothing is shown first in another. */
export const speakToReader = async ({ context }: Loading): Promise<void> => {
  const [{ language }, { speak }] = await Promise.all([
    context.queries.query({ ...sessionQuery, staleTime: 'static' }),
    import('../pages/help/words/words.ts'),
  ]);
  await speak(wantedLanguage(language));
};

/** What a route needs whose page is for anybody and speaks its reader's language. It names its window itself. */
export const inReadersLanguage = {
  beforeLoad: speakToReader,
  staticData: { isPublic: true, isInReadersLanguage: true },
} as const;
