// Waiting for a server to heal, and measuring how long it takes.
import { setTimeout as delay } from 'node:timers/promises';

import { request } from '../e2e/harness/call.mjs';

// What /readyz answers.
export const readiness = async (endpoint) => (await request(endpoint, { path: '/readyz' })).status;

// How `work` ended, and after how many milliseconds.
export async function timed(work) {
  const begun = performance.now();
  const error = await work().then(() => undefined, (failure) => failure);
  return { error, ms: performance.now() - begun };
}

// Tries `attempt` until it no longer throws: after how many seconds. Throws what it last threw when
// `secondsMax` are over.
export async function within(secondsMax, attempt) {
  const begun = performance.now();
  for (;;) {
    try {
      await attempt();
      return (performance.now() - begun) / 1000;
    } catch (error) {
      if (performance.now() - begun > secondsMax * 1000) throw error;
    }
    await delay(20);
  }
}
