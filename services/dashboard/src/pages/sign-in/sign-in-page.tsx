import { oidcStartPath } from '@caselog/api-contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect, useId, useState } from 'react';
import { wordsOf } from '../../app/error-page.tsx';
import { takePrintedToken } from '../../session/printed-link.ts';
import { signIn, useSession } from '../../session/session.ts';

const route = getRouteApi('/sign-in');

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
        <label htmlFor={id}>Token</label>
        <span className="help" id={`${id}-help`}>
          The desk prints one for each role when it starts. It is exchanged for a session and kept nowhere.
        </span>
        {entering.isError && (
          <span className="fault" role="alert" id={`${id}-fault`}>
            {wordsOf(entering.error)}
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
        Sign in
      </button>
    </form>
  );
};

/** Signing in: with the issuer where one is configured, with a token otherwise, and for programs' keys. */
export const SignInPage = () => {
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
      <h1>Sign in to Caselog</h1>
      {failed !== undefined && (
        <p className="notice" data-tone="bad" role="alert">
          {failed}
        </p>
      )}
      {oidc && (
        <a className="button" data-kind="primary" href={issuer}>
          Sign in with your organisation
        </a>
      )}
      <TokenForm onDone={goOn} />
    </div>
  );
};
