export { launchChromium } from '../../../../test/support/chromium.ts';
