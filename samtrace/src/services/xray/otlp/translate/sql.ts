import type { AttributeReader } from './attribute-reader.ts';

/** Other databases than these have no `sql` block. */
const SQL_SYSTEMS = new Set([
  'db2',
  'derby',
  'hive',
  'mariadb',
  'mssql',
  'mysql',
  'oracle',
  'postgresql',
  'sqlite',
  'teradata',
  'other_sql',
]);

const KEYS = [
  'db.system',
  'db.system.name',
  'db.connection_string',
  'db.name',
  'db.namespace',
  'db.user',
  'db.statement',
  'db.query.text',
];

/** The `sql` block. The names of the conventions since 2025 (`db.query.text`) are not in AWS's exporter, and are read, too. */
export function sqlOf(spanName: string, attributes: AttributeReader): Record<string, unknown> | undefined {
  const system = attributes.text('db.system', 'db.system.name');
  if (system === undefined || !SQL_SYSTEMS.has(system)) return undefined;
  const database = attributes.text('db.name', 'db.namespace');
  const user = attributes.text('db.user');
  const statement = attributes.text('db.statement', 'db.query.text');
  const server = attributes.text('db.connection_string') ?? 'localhost';
  attributes.take(KEYS);
  return {
    url: spanName,
    connection_string: `${server}/${database ?? ''}`,
    database_type: system,
    ...(user !== undefined && { user }),
    ...(statement !== undefined && { sanitized_query: statement }),
  };
}
