// The search for secrets must be able to find one.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { traces } from './traces.mjs';

const SECRET = 'Planted-secret/42?';
const base64 = (text) => Buffer.from(text).toString('base64');

const CASES = [
  ['as it is', `a row of ${SECRET} in a file`, ['raw']],
  ['in hex', `\\x00${Buffer.from(SECRET).toString('hex')}ff`, ['hex']],
  ['in upper-case hex', Buffer.from(SECRET).toString('hex').toUpperCase(), ['hex']],
  ['in base64', base64(SECRET), ['base64']],
  ['in the base64 of something larger, one byte in', base64(`{${SECRET}}`), ['base64']],
  ['in the base64 of something larger, two bytes in', base64(`{"${SECRET}"}`), ['base64']],
  ['in base64url', Buffer.from(`{"a":"${SECRET}"}`).toString('base64url'), ['base64']],
  ['not at all', `a row of ${SECRET.slice(0, -1)} in a file`, []],
];
for (const [title, haystack, forms] of CASES) {
  test(`found ${title}`, () => assert.deepEqual(traces(Buffer.from(haystack), { s: SECRET }).map(([, form]) => form), forms));
}

test('a code counts where it stands alone', () => {
  assert.deepEqual(traces(Buffer.from('"code":"482913"'), { code: '482913' }), [['code', 'raw']]);
  assert.deepEqual(traces(Buffer.from('1784829137000'), { code: '482913' }), []);
});
