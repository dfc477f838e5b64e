// What lies in a database, without asking the server: {table: {rows, digest}}.
import { execFileSync } from 'node:child_process';

// Changed beside the operations: by house keeping, and by counting attempts, which a failure must not undo.
const BESIDE = new Set(['attempt', 'spare_signing_key']);

const SQLITE = `
import hashlib, sqlite3, sys
db = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
    rows = sorted(repr(row) for row in db.execute(f'SELECT * FROM "{table}"'))
    print(table, len(rows), hashlib.sha256("\\n".join(rows).encode()).hexdigest(), sep="|")
`;
// One statement for all tables, whatever they are.
const ONE_TABLE = `SELECT count(*) || '|' || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS stored FROM %I t`;
const POSTGRESQL = `
SELECT table_name || '|' || (xpath('/row/stored/text()', query_to_xml(format($$${ONE_TABLE}$$, table_name), false, true, '')))[1]
FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`;

const lines = (program, parameters) => execFileSync(program, parameters, { stdio: ['ignore', 'pipe', 'pipe'] }).toString().trim().split('\n');

export function stored(database) {
  const output = database.file ? lines('/usr/bin/python3', ['-c', SQLITE, database.file])
                               : lines('psql', ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--dbname', database.url, '--command', POSTGRESQL]);
  const tables = output.map((line) => line.split('|')).filter(([table]) => !BESIDE.has(table));
  return Object.fromEntries(tables.map(([table, rows, digest]) => [table, { rows: Number(rows), digest }]));
}

// {table: by how many rows it has grown}, of those that changed.
export function growth(before, after) {
  const changed = Object.keys(after).filter((table) => after[table].digest !== before[table].digest);
  return Object.fromEntries(changed.sort().map((table) => [table, after[table].rows - before[table].rows]));
}
