/** A desk is at work in this home already. */
export class DeskRunningError extends Error {
  override readonly name = 'DeskRunningError';
  readonly home: string;
  constructor(home: string, options: { readonly cause: unknown }) {
    super(`a desk is at work in ${home} already: stop it, or name another folder with --home`, options);
    this.home = home;
  }
}
