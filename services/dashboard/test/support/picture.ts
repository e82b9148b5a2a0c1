import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { root } from '../../../../test/root.ts';

const folder = join(root, 'docs/images');

/**
 * Takes the picture of a page that the documents show, when the run was asked to (`CASELOG_PICTURES=1`): a test command that changed
 * files of the checkout each time would be a nuisance.
 */
export const picture = async (page: Page, name: string): Promise<void> => {
  if (process.env['CASELOG_PICTURES'] !== '1') return;
  await mkdir(folder, { recursive: true });
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
};
