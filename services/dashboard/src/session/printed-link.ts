/** The token of a link the desk printed. It is taken out of the address before anything else runs, so that it stays in no history. */
const take = (): string => {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
  if (token !== '') history.replaceState(history.state, '', location.pathname + location.search);
  return token;
};

let token = take();

/** Gives the token of the link once, for its reader to sign in with: a link alone must never sign anybody in. */
export const takePrintedToken = (): string => {
  const taken = token;
  token = '';
  return taken;
};
