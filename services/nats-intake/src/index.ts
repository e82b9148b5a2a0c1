export { startNatsIntake, type NatsIntake, type NatsIntakeOptions } from './service.ts';
export { NatsIntakeEndedError, runNatsIntake, type RunNatsIntakeOptions } from './run.ts';
export type { IntakeLimits } from './limits.ts';
