// How a suite runs on every engine, each time on a server of its own.
import { after, before, describe } from 'node:test';

import { ENGINES } from './engines.mjs';
import { Server } from './server.mjs';

// `body(server)` registers the tests; `server()` is the running Server once they run.
export function onEachEngine(title, body, options = {}) {
  for (const engine of ENGINES) {
    describe(`${title}, on ${engine}`, () => {
      let server;
      before(async () => { server = await Server.start({ engine, ...options }); });
      after(async () => { await server?.stop(); });
      body(() => server);
    });
  }
}
