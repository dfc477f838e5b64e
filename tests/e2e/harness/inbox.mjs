// The inbox of development mode: the messages that would have been sent.
import { setTimeout as delay } from 'node:timers/promises';

import { request } from './call.mjs';

const WAIT_SECONDS = 5;

// All messages to an address (or to everybody), newest first.
export async function messages(endpoint, to) {
  const query = to === undefined ? '' : `?to=${encodeURIComponent(to)}`;
  const { status, text } = await request(endpoint, { path: `/_poolhouse/inbox${query}` });
  if (status !== 200) throw new Error(`the inbox answered ${status}: ${text}`);
  return JSON.parse(text).messages;
}

// Hands out each message once, so that a test cannot take an old code for a new one.
export class Inbox {
  #seen = new Set();
  constructor(endpoint) { this.endpoint = endpoint; }

  async next(to) {
    const deadline = Date.now() + WAIT_SECONDS * 1000;
    do {
      const fresh = (await messages(this.endpoint, to)).filter(({ id }) => !this.#seen.has(id));
      if (fresh.length > 1) throw new Error(`${fresh.length} messages to ${to} where one was expected`);
      if (fresh.length === 1) {
        this.#seen.add(fresh[0].id);
        return fresh[0];
      }
      await delay(20);
    } while (Date.now() < deadline);
    throw new Error(`no message to ${to} within ${WAIT_SECONDS} s`);
  }

  async code(to) { return (await this.next(to)).code; }
}
