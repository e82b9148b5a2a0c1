import { IntlMessageFormat } from 'intl-messageformat';

type Node = ReturnType<IntlMessageFormat['getAst']>[number];

/** Every node of a message, those inside the branches of plurals too. */
const nodesOf = (nodes: readonly Node[]): Node[] =>
  nodes.flatMap((node) => [
    node,
    ...('options' in node ? Object.values(node.options).flatMap(({ value }) => nodesOf(value)) : []),
  ]);
const astOf = (message: string, language: string): Node[] =>
  nodesOf(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst());
/** What the parser calls kinds by numbers: 0 is a text, 7 the number sign of a plural. */
const isArgument = ({ type }: Node): boolean => !['0', '7'].includes(`${type}`);

/** The arguments of a message, each with what kind of argument it is (a text, a number, a plural). */
export const argumentsOf = (message: string, language: string): string[] =>
  [
    ...new Set(
      astOf(message, language).flatMap((node) =>
        isArgument(node) && 'value' in node ? [`${node.value} ${node.type}`] : [],
      ),
    ),
  ].toSorted();

/** The plural forms of a message, one list for each plural in it; exact numbers (`=0`) are no forms. */
export const pluralFormsOf = (message: string, language: string): string[][] =>
  astOf(message, language).flatMap((node) =>
    'options' in node
      ? [
          Object.keys(node.options)
            .filter((form) => !form.startsWith('='))
            .toSorted(),
        ]
      : [],
  );

/** The plural forms a language has. */
export const formsOf = (language: string): string[] =>
  new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
