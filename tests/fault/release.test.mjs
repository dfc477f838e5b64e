// No release can be made to crash by an environment variable: what it is built from has no fault points.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { BINARY, ROOT } from '../e2e/harness/server.mjs';

const SOURCE = 'src/store/fault_points.cpp';
const OPTION = 'POOLHOUSE_FAULT_POINTS';
const VARIABLE = 'POOLHOUSE_TEST_FAULT';
const TIMEOUT = { timeout: 120_000 };

let folder;
before(() => { folder = mkdtempSync(path.join(os.tmpdir(), 'poolhouse-release-')); });
after(() => rmSync(folder, { recursive: true, force: true }));

const configure = (preset, ...more) => {
  const build = path.join(folder, preset);
  return { build, ...spawnSync('cmake', ['-S', ROOT, '--preset', preset, '-B', build, ...more], { encoding: 'utf8' }) };
};
const commandsOf = (build) => JSON.parse(readFileSync(path.join(build, 'compile_commands.json')));
// What the compiler makes of the fault points under the flags of a build; not link-time optimised, to be readable.
const compiled = (build) => {
  const { command, directory } = commandsOf(build).find(({ file }) => file.endsWith(SOURCE));
  const object = path.join(build, 'fault_points.o');
  execFileSync('sh', ['-c', `${command} -fno-lto -o ${object}`], { cwd: directory });
  return readFileSync(object, 'latin1');
};

for (const preset of ['release', 'bench']) {
  test(`the preset ${preset} has no fault points`, TIMEOUT, () => {
    // The benchmarks themselves need packages that tests do not.
    const { status, stderr, build } = configure(preset, '-DPOOLHOUSE_BENCH=OFF');
    assert.equal(status, 0, stderr);
    assert.deepEqual(commandsOf(build).filter(({ command }) => command.includes(OPTION)), []);
    assert.ok(!compiled(build).includes(VARIABLE));
  });
}

test('a release with fault points is refused', TIMEOUT, () => {
  const { status, stderr } = configure('release', `-D${OPTION}=ON`);
  assert.notEqual(status, 0);
  assert.match(stderr, /a release has none/);
});

test('control: the preset dev has them, and so has the program under test', TIMEOUT, () => {
  const { status, stderr, build } = configure('dev');
  assert.equal(status, 0, stderr);
  assert.ok(compiled(build).includes(VARIABLE));
  assert.ok(readFileSync(BINARY, 'latin1').includes(VARIABLE), `${BINARY} is a build without fault points`);
});
