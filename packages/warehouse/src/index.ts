export { tables } from './tables/index.ts';
export type { TableSchema } from './column.ts';
export { updateWarehouse, withPersonalWarehouse, type WarehouseOptions } from './warehouse.ts';
export { askWarehouse, QueryError, type Answer, type Asker, type Value } from './query.ts';
export { writeParquetFolder, type ParquetManifest } from './parquet.ts';
