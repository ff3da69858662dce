// Brings a folder of SQL files into a database: node run.mjs TOOL FOLDER [SQLITE-FILE]. Without a file into the one that PGHOST, PGDATABASE and so on name.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const [tool, folder, file] = process.argv.slice(2);
const connection = {
  host: process.env.PGHOST,
  port: Number(process.env.PGPORT),
  database: process.env.PGDATABASE,
  user: process.env.PGUSER,
  password: process.env.PGPASSWORD,
};

// knex's own client for better-sqlite3, over a driver with the same interface that comes built.
const libsql = async () => {
  const { default: Client } = await import('knex/lib/dialects/better-sqlite3/index.js');
  const { default: Database } = await import('libsql');
  return class extends Client {
    _driver() {
      return Database;
    }
  };
};

const tools = {
  'node-pg-migrate': async () => {
    const { runner } = await import('node-pg-migrate');
    await runner({ databaseUrl: connection, dir: folder, direction: 'up', migrationsTable: 'pgmigrations', log: () => {}, verbose: false });
  },
  knex: async () => {
    const { default: knex } = await import('knex');
    const database = knex(file ? { client: await libsql(), connection: { filename: file }, useNullAsDefault: true } : { client: 'pg', connection });
    await database.migrate.latest({
      migrationSource: {
        getMigrations: async () => (await readdir(folder)).sort(),
        getMigrationName: (name) => name,
        getMigration: async (name) => {
          const sql = await readFile(join(folder, name), 'utf8');
          // SQLite's drivers take one statement a query; exec takes a whole file.
          const up = file ? async (transaction) => (await transaction.client.acquireConnection()).exec(sql) : (transaction) => transaction.raw(sql);
          return { up, down: () => Promise.resolve() };
        },
      },
    });
    await database.destroy();
  },
};

await tools[tool]();
