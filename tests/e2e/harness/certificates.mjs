// A certificate authority of the tests' own, and certificates of it for 127.0.0.1.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const openssl = (...parameters) => execFileSync('openssl', parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
const EC_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

export class Authority {
  constructor(directory, name) {
    this.directory = directory;
    this.name = name;
    this.key = path.join(directory, `${name}.key`);
    this.file = path.join(directory, `${name}.pem`);
    openssl('req', '-x509', ...EC_KEY, '-keyout', this.key, '-out', this.file, '-days', '2', '-subj', `/CN=${name}`);
  }

  get pem() { return readFileSync(this.file); }

  // Writes `certificate` and `key`, over what is there.
  issue({ certificate, key }) {
    const request = path.join(this.directory, 'request.pem');
    const extensions = path.join(this.directory, 'extensions.cnf');
    writeFileSync(extensions, 'subjectAltName = IP:127.0.0.1\n');
    openssl('req', ...EC_KEY, '-keyout', key, '-out', request, '-subj', '/CN=127.0.0.1');
    openssl('x509', '-req', '-in', request, '-CA', this.file, '-CAkey', this.key, '-CAcreateserial', '-days', '2',
            '-extfile', extensions, '-out', certificate);
  }
}
