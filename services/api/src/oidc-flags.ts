export { issuersOf, oidcFlags, oidcUsage } from '@caselog/installation/oidc-flags';
