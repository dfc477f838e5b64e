// The README's first application, as it is written there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { onEachEngine } from './harness/suite.mjs';
import { cleanEnvironment, ROOT } from './harness/server.mjs';

const EXAMPLE = path.join(ROOT, 'examples/first-app');
const read = (file) => readFileSync(path.join(ROOT, file), 'utf8');
const SECONDS = 60;

test('README shows the files as they are', () => {
  for (const file of ['create-pool.sh', 'app.mjs']) {
    assert.ok(read('README.md').includes(`\n${read(`examples/first-app/${file}`)}\`\`\`\n`), file);
  }
});

test('the application has the versions that are tested', () => {
  const tested = JSON.parse(read('tests/e2e/package.json')).dependencies;
  for (const [name, version] of Object.entries(JSON.parse(read('examples/first-app/package.json')).dependencies)) {
    assert.equal(tested[name], version, name);
  }
});

onEachEngine('the first application', (server) => {
  test('signs up, confirms, signs in, refreshes, verifies and reads the profile', async () => {
    // A copy, so that the packages of these tests serve it and nothing is left in the example's folder.
    const folder = mkdtempSync(path.join(os.tmpdir(), 'poolhouse-first-app-'));
    try {
      cpSync(EXAMPLE, folder, { recursive: true });
      symlinkSync(path.join(ROOT, 'tests/e2e/node_modules'), path.join(folder, 'node_modules'));
      const environment = cleanEnvironment({ ENDPOINT: server().endpoint.replace('127.0.0.1', 'localhost'), AWS_PAGER: '',
                                             AWS_CONFIG_FILE: '/dev/null', PATH: `/usr/bin:${path.dirname(process.execPath)}:${process.env.PATH}` });
      const { stdout } = await promisify(execFile)('bash', ['-euc', `. ./create-pool.sh; '${process.execPath}' app.mjs`],
                                                   { cwd: folder, env: environment, timeout: SECONDS * 1000 });
      assert.match(stdout, /^signed up and confirmed (\S+) with the code \d{6}\nsigned in and refreshed\nverified the tokens of \1\nprofile: /);
      assert.match(stdout, /email_verified: 'true'/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
