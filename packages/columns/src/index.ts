export * from './layout.ts';
export * from './errors.ts';
export { openColumns, type Columns } from './columns.ts';
export { refreshColumns, type RefreshOptions } from './build/refresh.ts';
export { verifyColumns, type ColumnFault, type ColumnsVerification } from './verify.ts';
export { foldColumns, type FoldColumnsOptions } from './run/fold-columns.ts';

/** Where the columns of a home lie in it. */
export const columnsFolder = 'columns';
