import {
  IdentifierNode,
  OperationNodeTransformer,
  type CreateIndexNode,
  type KyselyPlugin,
  type PrimaryKeyConstraintNode,
  type QueryResult,
  type SchemableIdentifierNode,
  type UnknownRow,
} from 'kysely';

/** What is built has its tables under these names until it is swapped in, and what it replaces under those until it is gone. */
export const shadowName = (table: string): string => `${table}__next`;
export const formerName = (table: string): string => `${table}__former`;

/** Renames tables in statements, and gives indexes and keys names of their own: their names are shared by all tables. */
class Renaming extends OperationNodeTransformer {
  readonly #tables: ReadonlySet<string>;
  readonly #mark: string;
  constructor(tables: readonly string[], mark: string) {
    super();
    this.#tables = new Set(tables);
    this.#mark = mark;
  }

  protected override transformSchemableIdentifier(node: SchemableIdentifierNode): SchemableIdentifierNode {
    const { name } = node.identifier;
    return this.#tables.has(name) ? { ...node, identifier: IdentifierNode.create(shadowName(name)) } : node;
  }

  protected override transformCreateIndex(node: CreateIndexNode): CreateIndexNode {
    const created = super.transformCreateIndex(node);
    return { ...created, name: this.#marked(created.name) };
  }

  protected override transformPrimaryKeyConstraint(node: PrimaryKeyConstraintNode): PrimaryKeyConstraintNode {
    const key = super.transformPrimaryKeyConstraint(node);
    return key.name ? { ...key, name: this.#marked(key.name) } : key;
  }

  #marked({ name }: IdentifierNode): IdentifierNode {
    return IdentifierNode.create(`${name}_${this.#mark}`);
  }
}

/**
 * Lets whatever is written for a read model's tables work on those that are built beside them: `db.withPlugin(shadowOf(tables, 'g2'))`.
 * `mark` sets the names of keys and indexes apart from those of every other generation.
 */
export const shadowOf = (tables: readonly string[], mark: string): KyselyPlugin => {
  const renaming = new Renaming(tables, mark);
  return {
    transformQuery: ({ node, queryId }) => renaming.transformNode(node, queryId),
    transformResult: ({ result }): Promise<QueryResult<UnknownRow>> => Promise.resolve(result),
  };
};
