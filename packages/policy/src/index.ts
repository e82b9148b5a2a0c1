export * from './document.ts';
export * from './default-policy.ts';
export * from './policy.ts';
export * from './entitlement.ts';
export * from './open-channels.ts';
export * from './published.ts';
export * from './differences.ts';
