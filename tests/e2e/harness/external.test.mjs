// Tests in other languages must not be able to pass by dying.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parse } from './external.mjs';

const CASES = [
  ['two tests', 'ok a\nnot ok b\n# because\ndone\n', { names: ['a', 'b'], passed: [true, false], complete: true }],
  ['a program that died', 'ok a\n', { names: ['a'], passed: [true], complete: false }],
  ['no output', '', { names: [], passed: [], complete: false }],
  ['output between tests', 'ok a\nnoise\nok b\ndone', { names: ['a', 'b'], passed: [true, true], complete: true }],
];
for (const [title, output, expected] of CASES) {
  test(title, () => {
    const { results, complete } = parse(output);
    assert.deepEqual({ names: results.map(({ name }) => name), passed: results.map(({ passed }) => passed), complete }, expected);
  });
}
