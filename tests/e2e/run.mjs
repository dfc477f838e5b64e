// Runs the end-to-end tests, some files at a time, and counts.
//
//   node tests/e2e/run.mjs [--counts FILE] [FILE...]
//
// Without files: every *.test.mjs under tests/e2e and tests/fault. POOLHOUSE_BINARY names another program,
// POOLHOUSE_TEST_ENGINES=sqlite leaves PostgreSQL out, POOLHOUSE_TEST_LONG=1 does the full counts of the fault tests.
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';

import { ROOT } from './harness/server.mjs';

const testsIn = (folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true })
    .filter((name) => name.endsWith('.test.mjs') && !name.includes('node_modules'))
    .sort()
    .map((name) => path.join(ROOT, folder, name));

const { values, positionals } = parseArgs({ options: { counts: { type: 'string' } }, allowPositionals: true });
const files = positionals.length > 0 ? positionals.map((name) => path.resolve(name)) : [...testsIn('tests/e2e'), ...testsIn('tests/fault')];

// Each file has servers and databases of its own. One waits for its clients while another computes.
const FILES_AT_A_TIME = 2;
// These measure times, so they run by themselves, last.
const ALONE = ['overload.test.mjs', 'slow_clients.test.mjs'];
// Nothing here takes near as long; a file that does not end must not keep the others' results from being seen.
const FILE_SECONDS_MAX = process.env.POOLHOUSE_TEST_LONG === '1' ? 7200 : 1200;

const counts = { passed: 0, failed: 0, skipped: 0 };
// A test whose subtests failed, and a describe around them, are the same failure seen again.
const isOfItself = ({ details }) => details.error?.failureType !== 'subtestsFailed';

function runAll(chosen, concurrency) {
  const events = run({ files: chosen, concurrency, timeout: FILE_SECONDS_MAX * 1000 })
    .on('test:pass', (event) => {
      // A suite that is skipped has no tests that say so.
      if (event.skip !== undefined || event.todo !== undefined) counts.skipped++;
      else if (event.details.type !== 'suite') counts.passed++;
    })
    .on('test:fail', (event) => {
      if (isOfItself(event)) counts.failed++;
    });
  events.compose(new spec()).pipe(process.stdout);
  return new Promise((resolve) => { events.on('end', resolve); });
}

const isAlone = (file) => ALONE.includes(path.basename(file));
const together = files.filter((file) => !isAlone(file));
if (together.length > 0) await runAll(together, FILES_AT_A_TIME);
for (const file of files.filter(isAlone)) await runAll([file], 1);

if (counts.passed + counts.failed + counts.skipped === 0) counts.failed = 1;
if (values.counts) writeFileSync(values.counts, `${counts.passed} ${counts.failed} ${counts.skipped}\n`);
process.exitCode = counts.failed > 0 ? 1 : 0;
