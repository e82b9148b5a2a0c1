import type { MeResponse, RouteName } from '@caselog/api-contract';
import { useRouter } from '@tanstack/react-router';
import { mayUseRoute } from '../session/session.ts';

/** How a page stands in the navigation. */
interface NavigationEntry {
  readonly label: string;
  /** Its place: smaller stands higher. */
  readonly order: number;
  /** The letter that follows `g` to go there. */
  readonly key?: string;
  /** The API's route without which the page is of no use to a reader; it is not shown to who may not use it. */
  readonly needs?: RouteName;
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** What the window is called. */
    readonly title?: string;
    /** In the navigation; without it a page is reached by links alone. */
    readonly navigation?: NavigationEntry;
    /** Whether it is shown to who is not signed in; such pages have no navigation around them. */
    readonly isPublic?: boolean;
    /** Whether it speaks the language of its reader, who may be a requester; the desk's own pages are in English. */
    readonly isInReadersLanguage?: boolean;
  }
}

export interface NavigationItem extends NavigationEntry {
  readonly path: string;
}

/** The pages a reader may go to, in their order. */
export const useNavigation = (me: MeResponse | null): readonly NavigationItem[] => {
  const { routesByPath } = useRouter();
  return Object.entries(routesByPath)
    .flatMap(([path, { options }]) => {
      const entry = options.staticData?.navigation;
      return entry && mayUseRoute(me, entry.needs) ? [{ ...entry, path }] : [];
    })
    .toSorted((a, b) => a.order - b.order);
};
