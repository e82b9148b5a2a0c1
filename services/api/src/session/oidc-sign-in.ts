/** Sign-in of people with an OpenID Connect issuer. */
export interface OidcSignIn {
  readonly issuer: string;
}
