import { eventStoreContract } from '@caselog/event-store/contract';
import { temporaryLedger } from './temporary.ts';

const capabilities = { gapFreePositions: true, multiStreamAppend: true };

eventStoreContract('the SQLite store', () => temporaryLedger(), { capabilities });
