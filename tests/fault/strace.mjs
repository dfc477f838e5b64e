// System calls that fail on command: strace attached to a process. Needs root, for Poolhouse lets nobody else
// look into it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

// Why this cannot be done here, or undefined.
export const noStrace = () => (process.getuid() === 0 ? undefined : 'only root may attach to the server');

// Attached when the promise resolves; `calls` then fail as `inject` says ("error=EIO:when=3"; nothing: they are
// only watched). `stop()` lets the process go.
export async function trace(pid, calls, inject) {
  const injection = inject ? ['-e', `inject=${calls}:${inject}`] : [];
  const tracer = spawn('strace', ['-f', '-p', String(pid), '-o', '/dev/null', '-e', `trace=${calls}`, ...injection],
                       { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(tracer, 'close');
  let said = '';
  await new Promise((resolve, reject) => {
    tracer.on('error', reject);
    tracer.stderr.on('data', (text) => {
      said += text;
      if (said.includes('attached')) resolve();
    });
    ended.then(() => reject(new Error(`strace ended: ${said}`)));
  });
  return {
    async stop() {
      tracer.kill('SIGINT');
      await ended;
    },
  };
}
