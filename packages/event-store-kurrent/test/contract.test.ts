import { eventStoreContract } from '@caselog/event-store/contract';
import { doubleHarness } from './support/double.ts';

eventStoreContract('the KurrentDB store on the protocol double', doubleHarness, {
  capabilities: { gapFreePositions: false, multiStreamAppend: false },
  longStreamLength: 20_000,
  modelRuns: 20,
});
