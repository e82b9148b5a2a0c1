import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const grave = new Set(['serious', 'critical']);

type Narrow = (builder: AxeBuilder) => AxeBuilder;

const findings = async (page: Page, mode: string, narrow: Narrow): Promise<string[]> => {
  // What passed is not looked at: axe then spares itself the selectors of it.
  const builder = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await narrow(builder).analyze();
  return violations
    .filter(({ impact }) => grave.has(impact ?? ''))
    .flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) =>
          `${mode}: ${id} (${help}) at ${target.join(' ')}: ${failureSummary ?? ''}`,
      ),
    );
};

/**
 * What axe finds serious or critical on a page, in light, in dark and from right to left; one line each, and none where all is well. Dark
 * changes colours alone and direction all else: each is looked at for what it changes.
 */
export const axeFindings = async (page: Page): Promise<string[]> => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const light = await findings(page, 'light', (builder) => builder);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const dark = await findings(page, 'dark', (builder) =>
    builder.withRules(['color-contrast', 'link-in-text-block']),
  );
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
  const mirrored = await findings(page, 'right to left', (builder) =>
    builder.disableRules(['color-contrast']),
  );
  await page.evaluate(() => document.documentElement.removeAttribute('dir'));
  return [...light, ...dark, ...mirrored];
};
