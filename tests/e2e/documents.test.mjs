// The documents that say what the program says.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { BINARY, cleanEnvironment, ROOT } from './harness/server.mjs';

test('docs/operations.md is what `poolhouse operations --markdown` writes', () => {
  const written = execFileSync(BINARY, ['operations', '--markdown'], { env: cleanEnvironment(), encoding: 'utf8' });
  assert.equal(readFileSync(path.join(ROOT, 'docs/operations.md'), 'utf8'), written,
               'write it again: build/dev/src/main/poolhouse operations --markdown >docs/operations.md');
});
