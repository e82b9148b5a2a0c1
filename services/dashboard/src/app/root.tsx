import { directionOf } from '@caselog/words/pages';
import { Outlet, useMatches } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { startLive, stopLive } from '../live/live.ts';
import type { LiveOf } from '../live/message.ts';
import { mayUseRoute, useSession } from '../session/session.ts';
import { useReaderLanguage } from '../words/reader.ts';
import { Shell } from './shell.tsx';

const useTitle = (): void => {
  const title = useMatches().findLast(({ staticData }) => staticData.title !== undefined)?.staticData.title;
  useEffect(() => {
    document.title = title === undefined ? 'Caselog' : `${title} · Caselog`;
  }, [title]);
};

/** Says in which language the page is, and in which direction that is read. */
const useDocumentLanguage = (): void => {
  const spoken = useReaderLanguage();
  const isReaders = useMatches().some(({ staticData }) => staticData.isInReadersLanguage);
  const language = isReaders ? spoken : 'en';
  useEffect(() => {
    const { documentElement: root } = document;
    root.lang = language;
    root.dir = directionOf(language);
  }, [language]);
};

/** The whole page: around what is for everybody nothing, around the rest the shell. */
export const Root = () => {
  const { me, position } = useSession();
  const isPublic = useMatches().some(({ staticData }) => staticData.isPublic);
  useTitle();
  useDocumentLanguage();
  const scope = me?.id;
  const of = (['events', 'myEvents'] as const).find((route) => me && mayUseRoute(me, route));
  // The position counts where listening begins; a later one must not begin it anew.
  const listen = useEffectEvent((as: string, route: LiveOf) => startLive(route, as, position ?? undefined));
  useEffect(() => {
    if (scope === undefined || of === undefined) return undefined;
    listen(scope, of);
    return stopLive;
  }, [scope, of]);
  return !me || isPublic ? (
    <main>
      <Outlet />
    </main>
  ) : (
    <Shell me={me}>
      <Outlet />
    </Shell>
  );
};
