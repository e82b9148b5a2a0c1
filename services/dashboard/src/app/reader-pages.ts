import { lazy, type ComponentType } from 'react';
import { queryClient } from '../api/query-client.ts';
import { mayUseRoute, sessionQuery } from '../session/session.ts';
import { wantedLanguage } from '../words/reader.ts';

const pagesInWords = async () => {
  const [{ speak }, { plainPages }] = await Promise.all([
    import('../pages/help/words/words.ts'),
    import('../pages/help/plain-pages.tsx'),
  ]);
  const language = queryClient.getQueryData(sessionQuery.queryKey)?.language ?? null;
  await speak(wantedLanguage(language));
  return plainPages;
};
type PlainPages = Awaited<ReturnType<typeof pagesInWords>>;

/** One of the plain pages in the reader's language; in English where its words cannot be fetched either. */
export const plainPage = <Props extends object>(
  choose: (pages: PlainPages) => ComponentType<Props>,
  inEnglish: ComponentType<Props>,
) =>
  lazy(() =>
    pagesInWords().then(
      (pages) => ({ default: choose(pages) }),
      () => ({ default: inEnglish }),
    ),
  );

/** Whether whoever looks at this address is not of the desk, as far as is known. */
export const isForReader = (): boolean => {
  if (/^\/app\/(?:help|sign-in)\b/.test(location.pathname)) return true;
  const me = queryClient.getQueryData(sessionQuery.queryKey)?.me;
  return me ? !mayUseRoute(me, 'queue') : false;
};
