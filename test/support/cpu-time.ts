import { readFile } from 'node:fs/promises';

/** A tick of the kernel's accounts, as `/proc` counts them on every Linux there is. */
const tickMs = 10;

/** Processor time a process has used so far, its threads and its part of the kernel's work included; not a number where there is no `/proc`. */
export const cpuMsOf = async (pid: number): Promise<number> => {
  try {
    // After the name, which may hold anything: utime and stime are the 12th and 13th words.
    const words = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ').at(-1)?.split(' ') ?? [];
    return (Number(words[11]) + Number(words[12])) * tickMs;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Number.NaN;
    throw error;
  }
};
