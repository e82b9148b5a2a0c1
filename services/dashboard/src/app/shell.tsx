import type { MeResponse } from '@caselog/api-contract';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode } from 'react';
import { signOut } from '../session/session.ts';
import { useKeys } from './keys.ts';
import { useNavigation, type NavigationItem } from './navigation.ts';
import { Overlays } from './overlays.tsx';
import { preferences, usePreferences, type Preferences } from './preferences.ts';
import { StatusLine } from './status-line.tsx';

const themes: Readonly<
  Record<Preferences['theme'], { readonly next: Preferences['theme']; readonly label: string }>
> = {
  system: { next: 'light', label: 'Colours: system' },
  light: { next: 'dark', label: 'Colours: light' },
  dark: { next: 'system', label: 'Colours: dark' },
};

const useSignOut = (): (() => void) => {
  const queries = useQueryClient();
  const leave = async () => {
    await signOut(queries);
    // A fresh page: nothing that one person was shown stays in memory for the next.
    location.assign('/app/sign-in');
  };
  return () => void leave();
};

const Person = ({ me, onSignOut }: { readonly me: MeResponse; readonly onSignOut: () => void }) => {
  const { theme } = usePreferences();
  const { label, next } = themes[theme];
  return (
    <footer>
      <span>
        <bdi>{me.id}</bdi> · {me.roles.join(', ')}
      </span>
      <button
        type="button"
        className="button"
        data-kind="quiet"
        onClick={() => preferences.set({ theme: next })}
      >
        {label}
      </button>
      <button type="button" className="button" data-kind="quiet" onClick={onSignOut}>
        Sign out
      </button>
    </footer>
  );
};

const Navigation = ({ items }: { readonly items: readonly NavigationItem[] }) => (
  <nav aria-label="Pages">
    <ul>
      {items.map(({ path, label, key }) => (
        <li key={path}>
          <Link to={path} activeProps={{ 'aria-current': 'page' }}>
            {label}
            {key !== undefined && <kbd aria-hidden="true">g {key}</kbd>}
          </Link>
        </li>
      ))}
    </ul>
  </nav>
);

/** Moves the focus to the heading when the page changes, so that it is read out and the next Tab goes on from there. */
const useFocusOnHeading = (): void => {
  const router = useRouter();
  const seen = useRef(router.state.location.pathname);
  useEffect(
    () =>
      router.subscribe('onRendered', ({ toLocation }) => {
        if (seen.current === toLocation.pathname) return;
        seen.current = toLocation.pathname;
        const heading = document.querySelector<HTMLElement>('main h1');
        heading?.setAttribute('tabindex', '-1');
        heading?.focus({ preventScroll: true });
      }),
    [router],
  );
};

/** What stands around each page of somebody signed in. */
export const Shell = ({ me, children }: { readonly me: MeResponse; readonly children: ReactNode }) => {
  const items = useNavigation(me);
  const router = useRouter();
  const goTo = (path: string) => () => void router.navigate({ to: path });
  useKeys(
    Object.fromEntries(
      items.flatMap(({ key, path }) => (key === undefined ? [] : [[`g ${key}`, goTo(path)]])),
    ),
  );
  useFocusOnHeading();
  const leave = useSignOut();
  return (
    <div className="shell">
      <a className="skip-link button" href="#content">
        Skip to content
      </a>
      <header className="side">
        <Link to="/" className="brand">
          Caselog
        </Link>
        <Navigation items={items} />
        <Person me={me} onSignOut={leave} />
      </header>
      <div className="main">
        <main id="content" tabIndex={-1}>
          {children}
        </main>
        <StatusLine />
        <Overlays items={items} onSignOut={leave} />
      </div>
    </div>
  );
};
