import postgres from 'aws-xray-sdk-postgres';
import pg from 'pg';

// The package is the function itself; its types declare a named export, which is not there.
const capturePostgres = postgres as unknown as typeof postgres.capturePostgres;
const { Client } = capturePostgres(pg);

/** Asks a database for one product's name. */
export const handler = async ({ port }: { port: number }): Promise<unknown> => {
  const client = new Client({ host: '127.0.0.1', port, user: 'shop_reader', database: 'shop' });
  await client.connect();
  const { rows } = await client.query('SELECT name FROM products WHERE id = $1', ['4711']);
  await client.end();
  return rows;
};
