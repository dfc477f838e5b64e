// What SQLite itself says about a database file.
import { execFileSync } from 'node:child_process';

const PROGRAM = 'import sqlite3, sys; print(*(row[0] for row in sqlite3.connect(sys.argv[1]).execute("PRAGMA integrity_check")), sep="\\n")';

// "ok", or what is broken.
export const integrity = (file) => execFileSync('/usr/bin/python3', ['-c', PROGRAM, file]).toString().trim();
