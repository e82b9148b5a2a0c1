import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { UsageError } from './run.ts';

/** The flags of a command line, `undefined` when it asked for help, which is then printed. @throws UsageError */
export const readFlags = <Flags extends ParseArgsOptionsConfig>(
  usage: string,
  flags: Flags,
  args: readonly string[] = process.argv.slice(2),
) => {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${usage.trim()}\n`);
    return undefined;
  }
  try {
    return parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    const [line = ''] = cause instanceof Error ? cause.message.split('. ') : [];
    throw new UsageError(`${line}; --help lists what there is`, { cause });
  }
};

/** A port number. Pure. @throws UsageError */
export const portOf = (text: string, flag = '--port'): number => {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new UsageError(`${flag} must be 0 to 65535, not ${text}`);
  return port;
};

/** An address people can open, without a slash at its end. Pure. @throws UsageError */
export const webUrlOf = (text: string, flag: string): string => {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new UsageError(`${flag} must be an http or https address, not ${text}`);
  return text.replace(/\/+$/, '');
};
