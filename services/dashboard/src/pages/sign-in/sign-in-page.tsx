import { ApiProblemError, oidcStartPath } from '@caselog/api-contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect, useId, useState } from 'react';
import { takePrintedToken } from '../../session/printed-link.ts';
import { signIn, useSession } from '../../session/session.ts';
import { useReaderLanguage } from '../../words/reader.ts';
import { LanguageSwitch } from '../help/parts/language-switch.tsx';
import { usePageTitle } from '../help/parts/page-title.ts';
import { faultInWords } from '../help/words/faults.ts';
import { say } from '../help/words/words.ts';
import './sign-in.css';

const route = getRouteApi('/sign-in');

/** Why a token was not taken: one that is not known is no session that is over. */
const refusalInWords = (error: unknown): string => {
  const isRefused = error instanceof ApiProblemError && [400, 401, 403].includes(error.problem.status);
  return isRefused ? say('signIn.refused') : faultInWords(error);
};

const TokenForm = ({ onDone }: { readonly onDone: () => void }) => {
  const id = useId();
  const queries = useQueryClient();
  const [token, setToken] = useState(takePrintedToken);
  const entering = useMutation({ mutationFn: () => signIn(queries, token), onSuccess: onDone });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        entering.mutate();
      }}
    >
      <div className="field" data-faulty={entering.isError || undefined}>
        <label htmlFor={id}>{say('signIn.token')}</label>
        <span className="help" id={`${id}-help`}>
          {say('signIn.token.hint')}
        </span>
        {entering.isError && (
          <span className="fault" role="alert" id={`${id}-fault`}>
            {refusalInWords(entering.error)}
          </span>
        )}
        <input
          id={id}
          className="input mono"
          type="password"
          autoComplete="off"
          required
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the one field of a page that is for nothing else
          autoFocus
          aria-describedby={`${id}-help`}
          aria-invalid={entering.isError}
          value={token}
          onChange={({ target }) => setToken(target.value)}
        />
      </div>
      <button type="submit" className="button" data-kind="primary" disabled={entering.isPending}>
        {say('site.signIn')}
      </button>
    </form>
  );
};

/** Signing in: with the issuer where one is configured, with a token otherwise, and for programs' keys. */
export const SignInPage = () => {
  useReaderLanguage();
  usePageTitle(say('signIn.title'));
  const { returnTo, failed } = route.useSearch();
  const { me, oidc } = useSession();
  const { history } = useRouter();
  const goOn = () => history.replace(`/app${returnTo ?? '/'}`);
  useEffect(() => {
    if (me) goOn();
  });
  const issuer = `${oidcStartPath}?${new URLSearchParams({ returnTo: returnTo ?? '/' }).toString()}`;
  return (
    <div className="plain sign-in">
      <h1>{say('signIn.title')}</h1>
      {failed !== undefined && (
        <p className="notice" data-tone="bad" role="alert">
          <span>
            {say('signIn.failed')}{' '}
            <small lang="en" dir="auto">
              {failed}
            </small>
          </span>
        </p>
      )}
      {oidc && (
        <a className="button" data-kind="primary" href={issuer}>
          {say('signIn.issuer')}
        </a>
      )}
      <TokenForm onDone={goOn} />
      <p>
        <LanguageSwitch />
      </p>
    </div>
  );
};
