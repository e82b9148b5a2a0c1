import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const grave = new Set(['serious', 'critical']);

const findings = async (page: Page, mode: string): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations
    .filter(({ impact }) => grave.has(impact ?? ''))
    .flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) =>
          `${mode}: ${id} (${help}) at ${target.join(' ')}: ${failureSummary ?? ''}`,
      ),
    );
};

/** What axe finds serious or critical on a page, in light, in dark and from right to left; one line each, and none where all is well. */
export const axeFindings = async (page: Page): Promise<string[]> => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const light = await findings(page, 'light');
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const dark = await findings(page, 'dark');
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
  const mirrored = await findings(page, 'right to left');
  await page.evaluate(() => document.documentElement.removeAttribute('dir'));
  return [...light, ...dark, ...mirrored];
};
