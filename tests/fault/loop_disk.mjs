// A small disk of one's own: an ext4 in a file, mounted through a loop device. Needs root.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const CUT_POWER = fileURLToPath(new URL('cut_power.py', import.meta.url));
const quietly = { stdio: ['ignore', 'pipe', 'pipe'] };

// Whatever ends this process, and be it kill -9, the pipe to the keeper ends with it, and no mount is left.
const KEEPER = 'trap "" TERM INT HUP; cat >/dev/null; umount --lazy "$0/mounted"; rm -rf --one-file-system "$0"';
function keep(folder) {
  const keeper = spawn('sh', ['-c', KEEPER, folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  keeper.unref();
  keeper.stdin.unref();
}

// Why there can be no such disk here, or undefined.
export function noLoopDisk() {
  if (process.getuid() !== 0) return 'only root can mount a disk of its own';
  if (!existsSync('/dev/loop-control')) return 'this machine has no loop devices';
  try {
    const disk = new LoopDisk(8);
    disk.discard();
  } catch (error) {
    return `no disk can be mounted here: ${error.stderr ?? error.message}`;
  }
}

export class LoopDisk {
  constructor(megabytes) {
    this.folder = mkdtempSync(path.join(os.tmpdir(), 'poolhouse-disk-'));
    this.image = path.join(this.folder, 'image');
    this.directory = path.join(this.folder, 'mounted');
    this.isMounted = false;
    mkdirSync(this.directory);
    keep(this.folder);
    writeFileSync(this.image, '');
    truncateSync(this.image, megabytes << 20);
    // -m 0: nothing is kept back for root, so that full is full.
    execFileSync('mkfs.ext4', ['-q', '-F', '-m', '0', this.image], quietly);
    this.mount();
  }

  // As a server's harness knows a database.
  get database() {
    const file = path.join(this.directory, 'poolhouse.db');
    return { url: `sqlite:${file}`, file, drop() {} };
  }

  mount() {
    execFileSync('mount', ['-o', 'loop', this.image, this.directory], quietly);
    this.isMounted = true;
  }

  // Frees the loop device as well.
  unmount() {
    execFileSync('umount', [this.directory], quietly);
    this.isMounted = false;
  }

  // When it was cut, in seconds of the monotonic clock.
  async cutPower() { return Number((await promisify(execFile)('/usr/bin/python3', [CUT_POWER, this.directory])).stdout); }

  discard() {
    if (this.isMounted) this.unmount();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
