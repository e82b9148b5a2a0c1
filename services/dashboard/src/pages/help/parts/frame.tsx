import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode } from 'react';
import { mayUseRoute, signOut, useSession } from '../../../session/session.ts';
import { forgetDraft } from '../ask/draft.ts';
import { say } from '../words/words.ts';
import { LanguageSwitch } from './language-switch.tsx';
import '../help.css';

const Account = () => {
  const { me } = useSession();
  const queries = useQueryClient();
  const router = useRouter();
  const leave = async () => {
    // What was written here is the writer's own.
    forgetDraft();
    await signOut(queries);
    await router.navigate({ to: '/help' });
  };
  if (!me)
    return (
      <Link to="/sign-in" search={{ returnTo: '/help' }}>
        {say('site.signIn')}
      </Link>
    );
  return (
    <>
      {mayUseRoute(me, 'myTickets') && <Link to="/help/requests">{say('site.requests')}</Link>}
      <button type="button" className="button" data-kind="quiet" onClick={() => void leave()}>
        {say('site.signOut')}
      </button>
    </>
  );
};

export interface FrameProps {
  readonly title: string;
  /** Whether somebody wrote the title by hand, in whatever language. */
  readonly isTitleFree?: boolean;
  /** What stands before the heading, small: which question of how many. */
  readonly caption?: string | undefined;
  /** Leads back to where somebody came from. */
  readonly hasBack?: boolean;
  /** Above the heading: what must be put right. */
  readonly summary?: ReactNode;
  /** The heading moves into the form's legend where the page asks one question. */
  readonly isHeadingElsewhere?: boolean;
  readonly children: ReactNode;
}

/** What stands around each of a requester's pages; a new heading gets the focus. */
export const Frame = ({
  title,
  isTitleFree = false,
  caption,
  hasBack = false,
  summary,
  isHeadingElsewhere = false,
  children,
}: FrameProps) => {
  const { history } = useRouter();
  const frame = useRef<HTMLDivElement>(null);
  const shown = useRef<string>(undefined);
  useEffect(() => {
    if (shown.current === title) return;
    shown.current = title;
    const heading = frame.current?.querySelector('h1');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus({ preventScroll: true });
    if (heading) scrollTo({ top: 0 });
  });
  return (
    <div className="help-page" ref={frame}>
      <header className="help-header">
        <Link to="/help" className="brand">
          {say('site.name')}
        </Link>
        <nav aria-label={say('site.name')}>
          <LanguageSwitch />
          <Account />
        </nav>
      </header>
      {hasBack && (
        <button type="button" className="help-back" onClick={() => history.back()}>
          {say('site.back')}
        </button>
      )}
      {summary}
      {caption !== undefined && <p className="help-caption">{caption}</p>}
      {!isHeadingElsewhere && <h1 dir={isTitleFree ? 'auto' : undefined}>{title}</h1>}
      {children}
    </div>
  );
};
