// Brings a folder of SQL files into the database that PGHOST, PGDATABASE and so on name: node run.mjs TOOL FOLDER
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const [tool, folder] = process.argv.slice(2);
const connection = {
  host: process.env.PGHOST,
  port: Number(process.env.PGPORT),
  database: process.env.PGDATABASE,
  user: process.env.PGUSER,
  password: process.env.PGPASSWORD,
};

const tools = {
  'node-pg-migrate': async () => {
    const { runner } = await import('node-pg-migrate');
    await runner({ databaseUrl: connection, dir: folder, direction: 'up', migrationsTable: 'pgmigrations', log: () => {}, verbose: false });
  },
  knex: async () => {
    const { default: knex } = await import('knex');
    const database = knex({ client: 'pg', connection });
    await database.migrate.latest({
      migrationSource: {
        getMigrations: async () => (await readdir(folder)).sort(),
        getMigrationName: (file) => file,
        getMigration: async (file) => {
          const sql = await readFile(join(folder, file), 'utf8');
          return { up: (transaction) => transaction.raw(sql), down: () => Promise.resolve() };
        },
      },
    });
    await database.destroy();
  },
};

await tools[tool]();
