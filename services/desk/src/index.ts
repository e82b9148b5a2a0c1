export { startDesk, type Desk, type DeskOptions } from './desk.ts';
export { DeskRunningError } from './errors.ts';
export { createProgress, type Progress } from './progress.ts';
export { readSettings, type Settings } from './settings.ts';
