import type { HelpResponse, MeResponse } from '@caselog/api-contract';
import { negotiate } from '@caselog/words/pages';
import { Link } from '@tanstack/react-router';
import { useSession } from '../../session/session.ts';
import { useReaderLanguage } from '../../words/reader.ts';
import { useHasDraft } from './ask/draft.ts';
import { Channels } from './parts/channels.tsx';
import { Frame } from './parts/frame.tsx';
import { Outages } from './parts/outages.tsx';
import { usePageTitle } from './parts/page-title.ts';
import { useHelp } from './parts/queries.ts';
import { faultInWords } from './words/faults.ts';
import { say } from './words/words.ts';

const SelfHelp = ({ pointers }: { readonly pointers: HelpResponse['selfHelp'] }) => (
  <section aria-labelledby="self-help">
    <h2 id="self-help">{say('start.selfHelp')}</h2>
    <ul className="pointers">
      {pointers.map(({ for: whom, text, url }) => (
        <li key={whom}>
          <a href={url} rel="noreferrer" dir="auto">
            {text}
          </a>
        </li>
      ))}
    </ul>
  </section>
);

/** The way to ask, or whoever may not ask is pointed to where it is helped. */
const Asking = ({ help, me }: { readonly help: HelpResponse; readonly me: MeResponse | null }) => {
  const hasDraft = useHasDraft(me?.id ?? '');
  if (!me)
    return (
      <Link className="button" data-kind="primary" to="/sign-in" search={{ returnTo: '/help' }}>
        {say('start.signIn')}
      </Link>
    );
  if (help.entitled === null) return <p className="notice">{say('start.notRequester')}</p>;
  if (!help.entitled)
    return (
      <p className="notice">
        <span>{say('start.notEntitled')}</span>
        {help.helpedAt && (
          <a href={help.helpedAt.url} rel="noreferrer" dir="auto">
            {help.helpedAt.text}
          </a>
        )}
      </p>
    );
  return (
    <>
      <Link className="button" data-kind="primary" to="/help/ask" search={{}}>
        {say(hasDraft ? 'start.draft' : 'start.ask')}
      </Link>
      <p className="muted">{say('start.ask.hint')}</p>
    </>
  );
};

/** The first page of whoever needs help: what helps at once, what is known, and only then the way to ask. */
export const HelpPage = () => {
  const { me } = useSession();
  const language = useReaderLanguage();
  const { data: help, error } = useHelp();
  usePageTitle(say('start.title'));
  return (
    <Frame title={say('start.title')}>
      <p>{say('start.lead')}</p>
      {error && (
        <p className="notice" data-tone="bad" role="alert">
          {faultInWords(error)}
        </p>
      )}
      {!help && !error && <p className="muted">{say('site.loading')}</p>}
      {help && (
        <>
          <SelfHelp pointers={help.selfHelp} />
          <Outages outages={help.outages} />
          <div className="asking">
            <Asking help={help} me={me} />
          </div>
        </>
      )}
      <Channels initial={negotiate(language)} />
    </Frame>
  );
};
