import { createMemoryQuarantine } from '@caselog/broadcast';
import { quarantineContract } from '@caselog/broadcast/contract';

quarantineContract({
  name: 'The in-memory adapter',
  start() {
    const quarantine = createMemoryQuarantine();
    return Promise.resolve({ open: () => Promise.resolve(quarantine), close: () => Promise.resolve() });
  },
});
