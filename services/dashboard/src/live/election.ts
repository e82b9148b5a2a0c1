/**
 * Runs `lead` in one tab of this browser at a time: browsers allow six connections to a host, and the seventh tab would hang. The next
 * tab takes over when the leading one goes. Where there are no locks (a desk reached without TLS by another name than localhost) each
 * tab leads itself.
 */
export const electLeader = (name: string, lead: (signal: AbortSignal) => void, signal: AbortSignal): void => {
  const { locks } = navigator as Partial<Navigator>;
  if (!locks) {
    lead(signal);
    return;
  }
  const held = () =>
    new Promise<void>((resolve) => {
      lead(signal);
      signal.addEventListener('abort', () => resolve());
    });
  locks.request(name, { signal }, held).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
};
