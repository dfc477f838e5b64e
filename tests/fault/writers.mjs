// Writers that work until the server is taken from under them.
import { setTimeout as delay } from 'node:timers/promises';

import { ApiError } from '../e2e/harness/call.mjs';

// Long enough for some hundred writes, short and uneven enough to hit every step of them.
const LIFE_MS_MIN = 150;
const LIFE_MS_MAX = 600;

// Runs `writers` times `work(writer)` over and over, kills the server in the middle of it and waits until
// every writer has noticed. An answer that is an error of the API is a fault of the test and is thrown.
export async function workUntilKilled(server, writers, work) {
  let killed = false;
  const write = async (writer) => {
    while (!killed) {
      try {
        await work(writer);
      } catch (error) {
        if (error instanceof ApiError || !killed) throw error;
      }
    }
  };
  const working = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  const failed = working.then(() => {}, (error) => { throw error; });
  await Promise.race([delay(LIFE_MS_MIN + Math.random() * (LIFE_MS_MAX - LIFE_MS_MIN)), failed]);
  killed = true;
  await server.kill9();
  await working;
}
