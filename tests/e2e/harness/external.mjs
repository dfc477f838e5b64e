// Tests written in another language, as tests of node:test. Such a program prints one line per test,
// `ok <name>` or `not ok <name>` (after which lines starting with `# ` say why), and `done` at its end,
// so that a program that dies halfway is not taken for a good one.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';

import { cleanEnvironment } from './server.mjs';

const PROGRAM_SECONDS = 120;

function run(command, environment) {
  const [program, ...parameters] = command;
  return new Promise((resolve) => {
    execFile(program, parameters, { env: cleanEnvironment(environment), timeout: PROGRAM_SECONDS * 1000, maxBuffer: 10_000_000 },
             (error, stdout, stderr) => resolve({ error, stdout, stderr }));
  });
}

export function parse(output) {
  const results = [];
  for (const line of output.split('\n')) {
    const [, refusal, name] = /^(not )?ok (.+)$/.exec(line) ?? [];
    if (name) results.push({ name, passed: !refusal, why: [] });
    else if (line.startsWith('# ')) results.at(-1)?.why.push(line.slice(2));
  }
  return { results, complete: output.trimEnd().split('\n').at(-1) === 'done' };
}

// Registers `title` as a test whose subtests are those of the program. `environment()` is asked when it runs.
export function externalTests(title, command, environment) {
  test(title, async (t) => {
    const { error, stdout, stderr } = await run(command, environment());
    const { results, complete } = parse(stdout);
    for (const { name, passed, why } of results) {
      await t.test(name, () => assert.ok(passed, why.join('\n')));
    }
    assert.ok(complete && !error, `${command.join(' ')} ended early: ${error?.message ?? ''}\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`);
  });
}

// Credentials of development mode, and nothing of the machine's own AWS settings.
export const ANY_AWS_ACCOUNT = {
  AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any', AWS_DEFAULT_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_PAGER: '',
};
