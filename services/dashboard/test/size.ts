/** Weighs the web app as browsers load it, compressed: the shell may take 200 KB, any route 320 KB with it. A step of the test command. */
import filePlugin from '@size-limit/file';
import sizeLimit from 'size-limit';
import { currentBundle } from '../server/bundle.ts';
import { loadsOf } from '../server/measure.ts';

const shellBytesMax = 200_000;
const routeBytesMax = 320_000;

const weigh = async (files: readonly string[]): Promise<number> => {
  const [{ size }] = (await sizeLimit([filePlugin], [...files])) as [{ readonly size: number }];
  return size;
};

const loads = await loadsOf(await currentBundle());
for (const [index, { name, files }] of loads.entries()) {
  const [bytes, most] = [await weigh(files), index === 0 ? shellBytesMax : routeBytesMax];
  const isTooMuch = bytes > most;
  console.log(`${isTooMuch ? '✗' : '✓'} ${name}: ${(bytes / 1_000).toFixed(1)} KB of ${most / 1_000}`);
  if (isTooMuch) process.exitCode = 1;
}
if (loads.length < 2) throw new Error('no route was found to weigh');
