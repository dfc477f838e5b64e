// Writers that work until the server is taken from under them.
import { setTimeout as delay } from 'node:timers/promises';

import { ApiError } from '../e2e/harness/call.mjs';

// Long enough for some hundred writes, short and uneven enough to hit every step of them.
const LIFE_MS_MIN = 150;
const LIFE_MS_MAX = 600;
export const aMoment = () => delay(LIFE_MS_MIN + Math.random() * (LIFE_MS_MAX - LIFE_MS_MIN));

export const isInternalError = (error) => error instanceof ApiError && error.status === 500;

// Runs `writers` times `work(writer)` over and over until `end`, which takes the server away at a moment of
// its own, has returned and every writer has noticed. An answer that is an error of the API is a fault of
// the test and is thrown, unless `forgives(error)`; so is a connection that breaks before `end` is called.
export async function workUntil(end, writers, work, forgives = () => false) {
  let ending = false;
  let over = false;
  const write = async (writer) => {
    while (!over) {
      try {
        await work(writer);
      } catch (error) {
        if (forgives(error)) continue;
        if (error instanceof ApiError || !ending) throw error;
      }
    }
  };
  const working = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  const failed = working.then(() => {}, (error) => { throw error; });
  await Promise.race([aMoment(), failed]);
  ending = true;
  await Promise.race([end(), failed]);
  over = true;
  await working;
}

export const workUntilKilled = (server, writers, work, forgives) => workUntil(() => server.kill9(), writers, work, forgives);
