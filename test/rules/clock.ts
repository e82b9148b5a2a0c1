import { parseSync, Visitor } from 'oxc-parser';

/**
 * The places in a TypeScript source that read the wall clock in ways the linter's rules cannot name: `new Date()` without
 * arguments, and `Date()` called as a function. Pure. Returns line numbers.
 */
export const clockReads = (source: string): number[] => {
  const { program, errors } = parseSync('source.ts', source);
  if (errors.length > 0) throw new SyntaxError(errors.map((error) => error.message).join('; '));
  const offsets: number[] = [];
  new Visitor({
    NewExpression: ({ callee, arguments: given, start }) => {
      if (callee.type === 'Identifier' && callee.name === 'Date' && given.length === 0) offsets.push(start);
    },
    CallExpression: ({ callee, start }) => {
      if (callee.type === 'Identifier' && callee.name === 'Date') offsets.push(start);
    },
  }).visit(program);
  return offsets.map((offset) => source.slice(0, offset).split('\n').length);
};
