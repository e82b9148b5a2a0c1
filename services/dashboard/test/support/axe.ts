export { axeFindings } from '../../../../test/support/axe.ts';
